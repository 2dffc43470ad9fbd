#pragma once
#include "actors/work/linked/linked_agents.hpp"
#include "actors/work/person/inbox.hpp"
#include "runtime/mesh/freezer.hpp"
#include "runtime/mesh/resolver.hpp"
#include "runtime/mesh/roster_keeper.hpp"
#include "runtime/plans/gather_plans.hpp"

namespace mesh {

struct clerk_state {
  resolver resolves;
};

/// Tells those who keep records that time passes, by the mesh's clock, and how
/// agents are; resolves conflicts; gives up work of agents outside that stay away; and ends
/// what people are not asked any more; and begins gathers that are planned for a moment. What
/// it is given outlives it. `in_step`: virtual time, which is to wait for the disk, so that a
/// run repeats.
clerk_actor::behavior_type clerk(clerk_actor::stateful_pointer<clerk_state> self,
                                 resolver_setup setup, roster_keeper* members,
                                 freezer* freezing, linked_agents* outside, inbox* people,
                                 gather_plans* plans, bool in_step);

} // namespace mesh
