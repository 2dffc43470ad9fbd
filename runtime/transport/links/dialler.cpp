#include "runtime/transport/links/dialler.hpp"

#include "runtime/transport/links/link_loops.hpp"
#include "runtime/transport/links/verify_peer.hpp"
#include "runtime/transport/tls/tls_context.hpp"

namespace mesh::transport {

namespace {

/// A peer that hangs up in the middle of the handshake did not want us.
link_end reason_of_dialled(const io_error& error, const SSL* tls) {
  auto reason = reason_of(error, tls);
  return reason == link_end::closed_by_peer || reason == link_end::lost
             ? link_end::refused_by_peer
             : reason;
}

asio::awaitable<std::optional<link_end>> connect(switchboard& board, link_ptr k,
                                                 std::string host, std::string port) {
  io_error error;
  tcp::resolver resolver(board.io);
  auto endpoints = co_await resolver.async_resolve(host, port, or_error(error));
  if (error || k->has_ended())
    co_return link_end::unreachable;
  co_await asio::async_connect(k->connection(), endpoints, or_error(error));
  if (error)
    co_return link_end::unreachable;
  tune(k->connection(), board.limits);
  co_await k->tls.async_handshake(ssl::stream_base::client, or_error(error));
  if (error)
    co_return reason_of_dialled(error, k->tls.native_handle());
  co_return std::nullopt;
}

asio::awaitable<void> reach(switchboard& board, link_ptr k, dial_order order) {
  auto refused = co_await connect(board, k, order.where.host, std::to_string(order.port));
  k->due.handshake = deadlines::never;
  if (!refused && !k->has_ended())
    refused = verify_peer(board, *k, [&](const auto& who) { return who == order.where.peer; });
  if (!refused && !board.has_room())
    refused = link_end::too_many_links;
  if (!refused && !k->has_ended()) {
    board.up(k);
    run_link(board, k, order.own_node);
    co_return;
  }
  if (refused)
    board.end(*k, *refused);
  board.gone(k);
}

} // namespace

void dial(switchboard& board, const link_ptr& k, dial_order order) {
  k->address = to_string(order.where) + ":" + std::to_string(order.port);
  board.begin(k);
  spawn(board.io, reach(board, k, std::move(order)));
}

} // namespace mesh::transport
