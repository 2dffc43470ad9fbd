#pragma once
#include "runtime/transport/links/link_address.hpp"
#include "runtime/transport/links/switchboard.hpp"

namespace mesh::transport {

struct dial_order {
  dial_address where;
  std::uint16_t port = 0;
  basp_node own_node{};
};

/// Connects in the background; the link's socket to our actor system is closed
/// when the peer is not reached or not the one that is meant. On the pump's
/// thread.
void dial(switchboard& board, const link_ptr& k, dial_order order);

} // namespace mesh::transport
