#pragma once
#include <tl/expected.hpp>

#include "runtime/transport/links/inbox.hpp"
#include "runtime/transport/links/link_address.hpp"
#include "runtime/transport/links/switchboard.hpp"

namespace mesh::transport {

/// A port at which peers come in. Those that were verified go through the
/// inbox to the actor system, which closes the port by closing the other end of
/// `wake`.
struct listener {
  explicit listener(asio::io_context& io) : acceptor(io), wake(io) {}
  tcp::acceptor acceptor;
  local_socket wake;
  listen_address where;
  basp_node own_node{};
  std::shared_ptr<inbox> accepted = std::make_shared<inbox>();
};
using listener_ptr = std::shared_ptr<listener>;

/// Binds; `io_error` names address and port.
tl::expected<void, error> open(listener& at, std::uint16_t port, bool reuse);
/// Accepts until the port is closed. On the pump's thread.
void serve(switchboard& board, const listener_ptr& at);

} // namespace mesh::transport
