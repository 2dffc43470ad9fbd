#include "runtime/transport/links/link_loops.hpp"

#include "runtime/transport/frames/frame_filter.hpp"
#include "runtime/transport/frames/outgoing_filter.hpp"
#include "runtime/transport/links/newest_link.hpp"
#include "runtime/transport/tls/tls_context.hpp"

namespace mesh::transport {

namespace {

constexpr std::size_t chunk_bytes = 64 << 10;

std::string_view view(const std::vector<char>& buffer, std::size_t size) {
  return {buffer.data(), size};
}

frame_rules rules_of(switchboard& board, const link_ptr& k, const basp_node& own_node) {
  frame_rules rules;
  rules.payload_bytes = std::size_t(board.limits.payload_bytes);
  rules.control_bytes = std::size_t(board.limits.control_bytes);
  rules.awaited = k->incoming ? basp_op::client_handshake : basp_op::server_handshake;
  rules.own_node = own_node;
  rules.admit = [&board, k = k.get()](const basp_node& node) {
    if (!board.nodes.claim(node, *k->peer))
      return false;
    k->node = node;
    return true;
  };
  return rules;
}

/// Once for each direction.
void loop_over(switchboard& board, const link_ptr& k) {
  if (--k->loops == 0)
    board.gone(k);
}

/// From the peer to our actor system. While that does not read, the peer is
/// not read from either, and is not to blame for its silence.
asio::awaitable<void> receive(switchboard& board, link_ptr k, basp_node own_node) {
  frame_filter filter(rules_of(board, k, own_node));
  std::vector<char> buffer(chunk_bytes), checked;
  io_error error;
  for (;;) {
    if (!k->has_ended())
      k->due.idle = board.after(board.limits.idle_timeout_ms);
    auto size = co_await k->tls.async_read_some(asio::buffer(buffer), or_error(error));
    if (error)
      break;
    if (k->has_ended())
      continue; // our side has closed it, and waits for the peer's end
    k->due.idle = deadlines::never;
    checked.clear();
    const auto dropped_before = filter.dropped();
    const auto process_known = k->node.has_value();
    if (auto reason = filter.feed(view(buffer, size), checked)) {
      board.end(*k, *reason);
      break;
    }
    if (k->node && !process_known) {
      if (k->incoming)
        co_await replace_older(board, k);
      if (k->has_ended())
        continue;
      switchboard::introduced(*k);
    }
    board.count_dropped(filter.dropped() - dropped_before);
    co_await asio::async_write(k->local, asio::buffer(checked), or_error(error));
    error = {}; // of our own side: the other direction sees it, too
  }
  if (error)
    board.end(*k, reason_of_end(error));
  loop_over(board, k);
}

/// From our actor system to the peer. Goes on reading after the link's end:
/// the actor system closes its socket when it has noticed.
asio::awaitable<void> send(switchboard& board, link_ptr k) {
  outgoing_filter filter(std::size_t(board.limits.payload_bytes));
  std::vector<char> buffer(chunk_bytes), checked;
  io_error error;
  for (;;) {
    auto size = co_await k->local.async_read_some(asio::buffer(buffer), or_error(error));
    if (error)
      break;
    if (k->has_ended())
      continue;
    checked.clear();
    const auto dropped_before = filter.dropped();
    filter.feed(view(buffer, size), checked);
    board.count_dropped(filter.dropped() - dropped_before);
    k->due.stall = board.after(board.limits.stall_timeout_ms);
    co_await asio::async_write(k->tls, asio::buffer(checked), or_error(error));
    k->due.stall = deadlines::never;
    if (error)
      board.end(*k, reason_of_end(error));
  }
  if (!k->has_ended()) {
    k->begin_closing(board.after(board.limits.linger_ms));
    k->connection().shutdown(tcp::socket::shutdown_send, error);
  }
  loop_over(board, k);
}

} // namespace

void run_link(switchboard& board, const link_ptr& k, const basp_node& own_node) {
  k->loops = 2;
  spawn(board.io, receive(board, k, own_node));
  spawn(board.io, send(board, k));
}

} // namespace mesh::transport
