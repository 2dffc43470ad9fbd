#include "runtime/http/socket.hpp"

#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include "messages/deadline.hpp"
#include "runtime/http/answers.hpp"

namespace mesh::control {

namespace websocket = beast::websocket;

/// Beast finds these by the type of the stream below a WebSocket.
void teardown(beast::role_type /*role*/, wire_stream& stream, io_error& why) {
  stream.next_layer().socket().shutdown(tcp::socket::shutdown_both, why);
}
template <class Handler>
void async_teardown(beast::role_type role, wire_stream& stream, Handler&& handler) {
  using beast::async_teardown;
  if (stream.encrypted())
    async_teardown(role, stream.tls(), std::forward<Handler>(handler));
  else
    async_teardown(role, stream.next_layer(), std::forward<Handler>(handler));
}

namespace {

constexpr auto for_last_words = std::chrono::milliseconds(500);

/// One WebSocket, on the server's thread.
struct open_socket {
  open_socket(connection_ptr under, const socket_rules& given,
              std::unique_ptr<socket_talk> with)
      : c(std::move(under)),
        rules(given),
        ws(c->wire),
        talk(std::move(with)),
        rest(c->wire.get_executor()) {}

  /// One more has come of the other side.
  void count() {
    const auto now = steady::now();
    if (now - second >= std::chrono::seconds(1)) {
      second = now;
      heard = 0;
    }
    if (++heard > rules.messages_per_s)
      close({websocket::close_code::policy_error,
             "more than " + std::to_string(rules.messages_per_s) + " messages a second"});
  }
  void close(socket_close why) {
    if (!closing)
      closing = std::move(why);
    rest.cancel();
  }

  connection_ptr c;
  const socket_rules& rules;
  websocket::stream<wire_stream&> ws;
  std::unique_ptr<socket_talk> talk;
  asio::steady_timer rest;
  std::optional<socket_close> closing;
  bool read_over = false; // also when it is closing
  bool lost = false;      // nothing more can be read or written
  steady::time_point second{};
  int heard = 0;
};
using socket_ptr = std::shared_ptr<open_socket>;

/// Beast closes by itself what is no frame, too long, or no UTF-8.
asio::awaitable<void> read_all(switchboard& board, socket_ptr s) {
  beast::flat_buffer buffer;
  io_error failed;
  while (!s->closing) {
    co_await s->ws.async_read(buffer, or_error(failed));
    if (failed)
      break;
    s->count();
    const auto data = buffer.data();
    if (!s->ws.got_text())
      s->close({websocket::close_code::unknown_data, "only texts are understood here"});
    else if (!s->closing)
      if (auto why = s->talk->hear({static_cast<const char*>(data.data()), data.size()}))
        s->close(std::move(*why));
    buffer.consume(buffer.size());
  }
  const auto closed = websocket::make_error_code(websocket::error::closed);
  if (failed && failed.category() == closed.category() && failed != closed)
    board.refuse(*s->c, "bad_frame", failed.message());
  s->read_over = true;
  s->lost = static_cast<bool>(failed);
  s->rest.cancel();
}

asio::awaitable<io_error> write_all(switchboard& board, socket_ptr s,
                                    std::vector<socket_message> messages) {
  io_error failed;
  for (const auto& one : messages) {
    s->c->lowest().expires_after(from_ms(board.limits.stall_timeout_ms));
    s->ws.text(one.text);
    co_await s->ws.async_write(asio::buffer(*one.bytes), or_error(failed));
    if (failed || s->closing)
      break;
  }
  s->c->lowest().expires_never();
  if (failed == beast::error::timeout)
    board.refuse(*s->c, "stalled", "it read nothing for control.stall_timeout_ms");
  co_return failed;
}

asio::awaitable<void> talk(switchboard& board, socket_ptr s) {
  transport::spawn(board.io, read_all(board, s));
  io_error failed;
  while (!failed && !s->closing && !s->read_over) {
    if (auto why = s->talk->over())
      s->close(std::move(*why));
    if (s->closing)
      break;
    failed = co_await write_all(board, s, s->talk->next());
    if (failed || s->closing || s->read_over)
      break;
    io_error woken;
    s->rest.expires_after(s->rules.period);
    co_await s->rest.async_wait(or_error(woken));
  }
  if (s->closing && !failed && !s->lost) {
    board.refuse(*s->c, "bad_message", s->closing->reason);
    s->c->lowest().expires_after(for_last_words);
    const auto& said = s->closing->reason;
    const websocket::close_reason why(static_cast<websocket::close_code>(s->closing->code),
                                      {said.data(), said.size()});
    co_await s->ws.async_close(why, or_error(failed));
  }
  s->c->lowest().close();
  while (!s->read_over) {
    io_error woken;
    s->rest.expires_at(steady::time_point::max());
    co_await s->rest.async_wait(or_error(woken));
  }
}

bool offers(std::string_view offered, std::string_view wanted) {
  for (const auto& one : http::token_list{{offered.data(), offered.size()}})
    if (std::string_view(one.data(), one.size()) == wanted)
      return true;
  return false;
}

} // namespace

asio::awaitable<void> serve_socket(switchboard& board, connection_ptr c, const route& how,
                                   http_request asked, request what) {
  const auto field = asked[http::field::sec_websocket_protocol];
  const auto& wanted = how.socket.subprotocol;
  const error no_socket{errc::unsupported, how.path + " is a WebSocket of " + wanted,
                        "ask for an upgrade, and offer this subprotocol"};
  if (!websocket::is_upgrade(asked) || !offers({field.data(), field.size()}, wanted)) {
    co_await respond(board, c, refusal(426, no_socket), false);
    co_return;
  }
  const auto name = to_string(c->who);
  if (auto full = board.enter_socket(name)) {
    co_await respond(board, c, refusal(503, *full), false);
    co_return;
  }
  auto s = std::make_shared<open_socket>(c, how.socket, how.talk(what));
  s->ws.set_option(websocket::stream_base::decorator([&](websocket::response_type& answer) {
    answer.set(http::field::sec_websocket_protocol, wanted);
  }));
  s->ws.read_message_max(how.socket.message_bytes);
  s->ws.binary(true);
  s->ws.control_callback([weak = std::weak_ptr(s)](auto, auto) {
    if (auto alive = weak.lock())
      alive->count();
  });
  io_error failed;
  c->lowest().expires_after(from_ms(board.limits.handshake_timeout_ms));
  s->ws.set_option(websocket::stream_base::timeout{websocket::stream_base::none(),
                                                   websocket::stream_base::none(), false});
  co_await s->ws.async_accept(asked, or_error(failed));
  c->lowest().expires_never();
  io_error ignored;
  c->lowest().socket().set_option(asio::socket_base::keep_alive(true), ignored);
  if (!failed)
    co_await talk(board, s);
  board.leave_socket(name);
}

} // namespace mesh::control
