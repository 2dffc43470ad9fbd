#pragma once
#include <caf/all.hpp>

#include "actors/surroundings.hpp"
#include "runtime/journal.hpp"
#include "runtime/roster_keeper.hpp"

namespace mesh {

struct clerk_tick {};
using clerk_actor = caf::typed_actor<caf::reacts_to<clerk_tick>>;

/// Tells those who keep records that time passes, by the mesh's clock, and how
/// agents are. What it is given outlives it. `in_step`: virtual time, which is to wait for the
/// disk, so that a run repeats.
clerk_actor::behavior_type clerk(clerk_actor::pointer self, const surroundings* around,
                                 journal* book, roster_keeper* members, bool in_step);

} // namespace mesh

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::clerk_tick)
