#pragma once
#include "runtime/node/proxies/open_requests.hpp"
#include "runtime/node/proxies/way_out.hpp"

namespace mesh::node {

using lead_proxy_self = cluster_lead_actor::extend<caf::reacts_to<link_answer>>;

struct lead_proxy_state {
  way_out out;
  open_requests<heal_report> heals;
};

/// Stands for the lead of a cluster that is on another host than its sector's
/// coordinator: to that it is a lead like any other (T1).
lead_proxy_self::behavior_type
lead_proxy(lead_proxy_self::stateful_pointer<lead_proxy_state> self, cluster_id cluster,
           proxy_setup setup);

} // namespace mesh::node
