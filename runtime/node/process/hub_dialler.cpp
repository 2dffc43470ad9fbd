#include "runtime/node/process/hub_dialler.hpp"

#include <caf/io/middleman.hpp>

#include "runtime/node/protocol/uplink_messages.hpp"

namespace mesh::node {

namespace {

void dial_once(caf::blocking_actor* self, const hub_address& address,
               const caf::actor& uplink) {
  auto& links = self->system().middleman();
  auto hub = links.remote_actor<caf::actor>(address.where, address.port);
  if (hub && *hub)
    return self->send(uplink, hub_found{*hub});
  auto seen =
      hub ? std::string("no hub is published there") : self->system().render(hub.error());
  self->send(uplink, hub_missing{{errc::timeout,
                                  "no link to " + address.where + ":"
                                      + std::to_string(address.port) + ": " + seen,
                                  "see the log for why a link was refused"}});
}

} // namespace

std::function<void(const caf::actor&)> dial_hub(caf::actor_system& system,
                                                hub_address address) {
  return [&system, address = std::move(address)](const caf::actor& uplink) {
    system.spawn<caf::detached>(dial_once, address, uplink);
  };
}

} // namespace mesh::node
