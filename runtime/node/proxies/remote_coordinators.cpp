#include "runtime/node/proxies/remote_coordinators.hpp"

namespace mesh::node {

sector_coordinator_actor::behavior_type
remote_coordinators(sector_coordinator_actor::stateful_pointer<remote_coordinators_state> self,
                    const caf::actor& uplink) {
  self->state.begin(uplink);
  return proxy_of<sector_coordinator_actor>::behavior<sector_coordinator_actor::behavior_type,
                                                      link_end::lead, link_end::coordinator>(
      self->state);
}

} // namespace mesh::node
