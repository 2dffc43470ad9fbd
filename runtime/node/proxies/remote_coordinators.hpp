#pragma once
#include "messages/interfaces.hpp"

namespace mesh::node {

/// Stands for the coordinators of sectors on other hosts, to the leads of their
/// clusters that are here (T1): what those say goes up through `uplink`.
sector_coordinator_actor::behavior_type
remote_coordinators(sector_coordinator_actor::pointer self, const caf::actor& uplink);

} // namespace mesh::node
