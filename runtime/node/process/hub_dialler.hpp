#pragma once
#include <functional>
#include <string>

#include <caf/all.hpp>

namespace mesh::node {

/// Where the hub is: `where` also says whose certificate it has
/// (runtime/transport/links/link_address.hpp).
struct hub_address {
  std::string where;
  std::uint16_t port = 0;
};

/// Looks for the hub in the background, one attempt for each call, and tells
/// the uplink hub_found or hub_missing. Connecting blocks, so each attempt has
/// a thread of its own while it lasts.
std::function<void(const caf::actor& uplink)> dial_hub(caf::actor_system& system,
                                                       hub_address address);

} // namespace mesh::node
