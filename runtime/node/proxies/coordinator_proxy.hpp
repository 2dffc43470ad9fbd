#pragma once
#include "runtime/node/proxies/open_requests.hpp"
#include "runtime/node/proxies/way_out.hpp"

namespace mesh::node {

using coordinator_proxy_self =
    sector_coordinator_actor::extend<caf::reacts_to<link_answer>, caf::reacts_to<hub_gone>>;

struct coordinator_proxy_state {
  way_out out;
  open_requests<heal_report> heals;
};

/// Stands for the coordinator of a sector that is on another host: whatever it
/// is told goes over the link. To the orchestrator it is a coordinator like
/// any other (T1).
coordinator_proxy_self::behavior_type
coordinator_proxy(coordinator_proxy_self::stateful_pointer<coordinator_proxy_state> self,
                  sector_id sector, proxy_setup setup);

} // namespace mesh::node
