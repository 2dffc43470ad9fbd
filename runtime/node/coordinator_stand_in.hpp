#pragma once
#include "runtime/node/open_requests.hpp"
#include "runtime/node/stand_in_support.hpp"

namespace mesh::node {

using coordinator_stand_in_self =
    sector_coordinator_actor::extend<caf::reacts_to<link_answer>, caf::reacts_to<hub_gone>>;

struct coordinator_stand_in_state {
  way_out out;
  open_requests<heal_report> heals;
};

/// Stands for the coordinator of a sector that is on another host: whatever it
/// is told goes over the link. To the orchestrator it is a coordinator like
/// any other (T1).
coordinator_stand_in_self::behavior_type coordinator_stand_in(
    coordinator_stand_in_self::stateful_pointer<coordinator_stand_in_state> self,
    sector_id sector, stand_in_setup setup);

} // namespace mesh::node
