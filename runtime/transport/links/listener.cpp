#include "runtime/transport/links/listener.hpp"

#include "runtime/transport/links/link_loops.hpp"
#include "runtime/transport/links/newest_link.hpp"
#include "runtime/transport/links/socket_pair.hpp"
#include "runtime/transport/links/verify_peer.hpp"
#include "runtime/transport/tls/tls_context.hpp"

namespace mesh::transport {

namespace {

constexpr double accept_pause_ms = 100; // when there is no descriptor left

std::string text_of(const tcp::endpoint& endpoint) {
  return endpoint.address().to_string() + ":" + std::to_string(endpoint.port());
}

asio::awaitable<void> pause(asio::io_context& io, double ms) {
  asio::steady_timer timer(io, switchboard::after(ms));
  io_error ignored;
  co_await timer.async_wait(or_error(ignored));
}

std::optional<link_end> hand_over(switchboard& board, const listener_ptr& at,
                                  const link_ptr& k) {
  if (!at->acceptor.is_open())
    return link_end::shut_down;
  if (!board.has_room())
    return link_end::too_many_links;
  auto pair = make_socket_pair();
  if (!pair)
    return link_end::too_many_links;
  k->local.assign(asio::local::stream_protocol(), pair->ours.release());
  board.up(k);
  at->accepted->put({{std::move(pair->theirs), board.give_up(k)}, k->peer_text(), k->address});
  io_error full_is_fine; // then it is awake already
  at->wake.write_some(asio::buffer("+", 1), full_is_fine);
  run_link(board, k, at->own_node);
  return std::nullopt;
}

asio::awaitable<void> welcome(switchboard& board, listener_ptr at, link_ptr k) {
  io_error error;
  co_await k->tls.async_handshake(ssl::stream_base::server, or_error(error));
  board.handshake_over(k);
  k->due.handshake = deadlines::never;
  std::optional<link_end> refused;
  if (error)
    refused = reason_of(error, k->tls.native_handle());
  else if (!k->has_ended())
    refused = verify_peer(board, *k, [&](const auto& who) { return at->where.accepts(who); });
  if (!refused && !k->has_ended())
    co_await replace_older(board, k);
  if (!refused && !k->has_ended()) {
    refused = hand_over(board, at, k);
    if (!refused)
      co_return;
  }
  if (refused)
    board.end(*k, *refused);
  board.gone(k);
}

asio::awaitable<void> accept_all(switchboard& board, listener_ptr at) {
  while (at->acceptor.is_open()) {
    io_error error;
    auto connection = co_await at->acceptor.async_accept(or_error(error));
    if (error == asio::error::operation_aborted)
      break;
    if (error) {
      co_await pause(board.io, accept_pause_ms);
      continue;
    }
    io_error gone_already;
    auto from = connection.remote_endpoint(gone_already);
    if (gone_already)
      continue;
    tune(connection, board.limits);
    auto k = std::make_shared<link>(board.io, std::move(connection), board.context(), true);
    k->address = text_of(from);
    board.begin(k);
    spawn(board.io, welcome(board, at, k));
  }
}

asio::awaitable<void> close_with_actor_system(listener_ptr at) {
  char byte = 0;
  io_error error;
  while (!error)
    co_await at->wake.async_read_some(asio::buffer(&byte, 1), or_error(error));
  at->acceptor.close(error);
}

} // namespace

tl::expected<void, error> open(listener& at, std::uint16_t port, bool reuse) {
  const tcp::endpoint endpoint(asio::ip::make_address(at.where.host), port);
  io_error why;
  at.acceptor.open(endpoint.protocol(), why);
  if (!why)
    at.acceptor.set_option(tcp::acceptor::reuse_address(reuse), why);
  if (!why)
    at.acceptor.bind(endpoint, why);
  if (!why)
    at.acceptor.listen(asio::socket_base::max_listen_connections, why);
  if (!why)
    return {};
  return tl::unexpected(error{errc::io_error,
                              "cannot listen at " + text_of(endpoint) + ": " + why.message(),
                              "name an address of this machine and a free port"});
}

void serve(switchboard& board, const listener_ptr& at) {
  spawn(board.io, accept_all(board, at));
  spawn(board.io, close_with_actor_system(at));
}

} // namespace mesh::transport
