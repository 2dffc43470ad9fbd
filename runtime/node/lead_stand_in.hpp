#pragma once
#include "runtime/node/open_requests.hpp"
#include "runtime/node/stand_in_support.hpp"

namespace mesh::node {

using lead_stand_in_self = cluster_lead_actor::extend<caf::reacts_to<link_answer>>;

struct lead_stand_in_state {
  way_out out;
  open_requests<heal_report> heals;
};

/// Stands for the lead of a cluster that is on another host than its sector's
/// coordinator: to that it is a lead like any other (T1).
lead_stand_in_self::behavior_type
lead_stand_in(lead_stand_in_self::stateful_pointer<lead_stand_in_state> self,
              cluster_id cluster, stand_in_setup setup);

} // namespace mesh::node
