#pragma once
#include <memory>

#include "actors/parts/surroundings.hpp"
#include "runtime/node/protocol/uplink_messages.hpp"

namespace mesh::node {

/// Stands for the orchestrator on a host of sectors: what coordinators report
/// goes over the link, now or when there is one again (T2).
orchestrator_actor::behavior_type orchestrator_proxy(orchestrator_actor::pointer self,
                                                     const caf::actor& uplink);

} // namespace mesh::node
