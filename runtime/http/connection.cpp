#include "runtime/http/connection.hpp"

#include <algorithm>

#include "messages/vocabulary.hpp"
#include "runtime/base/utf8.hpp"
#include "runtime/http/answers.hpp"
#include "runtime/http/request_reader.hpp"
#include "runtime/http/socket.hpp"
#include "runtime/identity/certificate.hpp"
#include "runtime/transport/tls/tls_context.hpp"

namespace mesh::control {

namespace {

constexpr auto everybody_left = std::chrono::milliseconds(500);
constexpr std::size_t some_bytes = 4'096;
constexpr std::size_t longest_shown = 100; // bytes of a path in the log

bool is_orderly_end(const io_error& why) {
  return why == asio::error::eof || why == http::error::end_of_stream
         || why == asio::ssl::error::stream_truncated || why == asio::error::connection_reset
         || why == asio::error::operation_aborted || why == asio::error::broken_pipe;
}

/// The rest of the peer's bytes is read, so that closing does not destroy the
/// alert that tells it why.
asio::awaitable<void> let_it_read(connection_ptr c) {
  io_error error;
  std::array<char, some_bytes> bytes{};
  c->lowest().expires_after(everybody_left);
  c->lowest().socket().shutdown(tcp::socket::shutdown_send, error);
  for (int i = 0; i < 16 && !error; ++i)
    co_await c->lowest().async_read_some(asio::buffer(bytes), or_error(error));
}

/// The handshake, and who it is. False when the peer is refused.
asio::awaitable<bool> welcome(switchboard& board, connection_ptr c) {
  io_error error;
  if (!c->wire.encrypted()) { // whoever is on this machine
    board.handshake_over(c);
    c->who = {identity::node_role::operators, "loopback"};
    co_return board.up(c);
  }
  auto* tls = c->wire.tls().native_handle();
  const auto optional = board.nameless && board.nameless();
  if (optional)
    SSL_set_verify(tls, SSL_VERIFY_PEER, nullptr);
  c->lowest().expires_after(from_ms(board.limits.handshake_timeout_ms));
  co_await c->wire.tls().async_handshake(asio::ssl::stream_base::server, or_error(error));
  board.handshake_over(c);
  if (error == beast::error::timeout) {
    board.refuse(*c, "handshake_timeout");
    co_return false;
  }
  if (error == asio::error::operation_aborted || error == asio::error::bad_descriptor)
    co_return false; // crowded out, or the end of the process
  if (error) {
    const auto why = transport::reason_of(error, tls);
    board.refuse(*c, name_of(why), explanation_of(why));
    co_await let_it_read(c);
    co_return false;
  }
  const auto* shown = SSL_get0_peer_certificate(tls);
  if (shown == nullptr && optional) {
    c->nameless = true;
    c->who = {identity::node_role::operators, "nobody"};
    co_return board.up(c);
  }
  auto claim = shown == nullptr ? std::nullopt : identity::claim_of(shown);
  // A sign-in's certificate is good where its session is known, and nowhere else.
  if (!claim || (claim->by_login && !board.admit)) {
    board.refuse(*c, name_of(transport::link_end::no_name),
                 explanation_of(transport::link_end::no_name));
    co_return false;
  }
  c->who = std::move(claim->who);
  c->may = claim->may;
  if (claim->by_login)
    c->login_digest = identity::digest_of(shown);
  co_return board.up(c);
}

/// The first byte of the next request; false when none comes.
asio::awaitable<bool> next(switchboard& board, connection_ptr c) {
  if (c->buffer.size() > 0)
    co_return true;
  io_error error;
  c->lowest().expires_after(from_ms(board.limits.idle_timeout_ms));
  const auto room = std::min(some_bytes, c->buffer.max_size());
  const auto got = co_await c->wire.async_read_some(c->buffer.prepare(room), or_error(error));
  c->buffer.commit(got);
  if (error && error != beast::error::timeout && !is_orderly_end(error))
    board.refuse(*c, name_of(transport::reason_of_end(error)));
  co_return !error; // one that was merely silent is closed without a word
}

asio::awaitable<void> turn_away(switchboard& board, connection_ptr c, io_error error) {
  if (is_orderly_end(error))
    co_return;
  if (error == beast::error::timeout) { // the socket is closed already
    board.refuse(*c, "slow_request");
    co_return;
  }
  if (error.category() == asio::error::get_ssl_category()) {
    board.refuse(*c, name_of(transport::reason_of_end(error)));
    co_return;
  }
  auto why = explain(error, board.limits);
  board.refuse(*c, why.reason, why.detail);
  co_await respond(board, c, std::move(why.told), false);
}

/// Which route it takes; otherwise it has been told why not.
asio::awaitable<const route*> choose(switchboard& board, connection_ptr c,
                                     const request_parser& p, std::size_t header_bytes) {
  const auto& head = p.get();
  if (auto why = check_header(p, header_bytes, board.limits)) {
    board.refuse(*c, why->reason, why->detail);
    co_await respond(board, c, std::move(why->told), false);
    co_return nullptr;
  }
  const auto text_of = [&](http::field name) {
    return std::string_view(head[name].data(), head[name].size());
  };
  if (auto why =
          board.origins.check(text_of(http::field::host), text_of(http::field::origin))) {
    board.refuse(*c, "foreign_origin", why->detail);
    co_await respond(board, c, refusal(403, *why), false);
    co_return nullptr;
  }
  auto found = board.paths.find(std::string_view(head.method_string()),
                                std::string_view(head.target()), c->who);
  if (found)
    co_return *found;
  if (found.error().status == 403)
    board.refuse(*c, "denied",
                 to_string(c->who) + " asked for "
                     + printable(path_of(head.target()).substr(0, longest_shown)));
  co_await respond(board, c, std::move(found.error()), false);
  co_return nullptr;
}

/// One request and its answer. False when the connection is to end.
asio::awaitable<bool> converse(switchboard& board, connection_ptr c) {
  request_parser p;
  bound(p, board.limits);
  io_error error;
  c->lowest().expires_after(from_ms(board.limits.request_timeout_ms));
  const auto bytes = co_await http::async_read_header(c->wire, c->buffer, p, or_error(error));
  if (error) {
    co_await turn_away(board, c, error);
    co_return false;
  }
  c->without_body = p.get().method() == http::verb::head;
  const auto* how = co_await choose(board, c, p, bytes);
  if (how == nullptr)
    co_return false;
  if (beast::iequals(p.get()[http::field::expect], "100-continue") && !p.is_done()) {
    http::response<http::empty_body> go_on{http::status::continue_, 11};
    co_await http::async_write(c->wire, go_on, or_error(error));
  }
  if (!error)
    co_await http::async_read(c->wire, c->buffer, p, or_error(error));
  if (error) {
    co_await turn_away(board, c, error);
    co_return false;
  }
  auto asked = p.release();
  const auto keep = asked.keep_alive();
  // A WebSocket is made from the header once more; it has no body.
  http_request header;
  if (how->takes == pace::socket)
    header.base() = asked.base();
  auto what = request_of(std::move(asked), c->who);
  what.address = c->address;
  what.encrypted = c->wire.encrypted();
  what.nameless = c->nameless;
  what.may = c->may;
  what.login_digest = c->login_digest;
  if (board.admit)
    if (auto why = board.admit(*how, what)) {
      if (why->status >= 400)
        board.refuse(*c, "not_admitted", printable(what.path.substr(0, longest_shown)));
      co_return co_await respond(board, c, std::move(*why), keep);
    }
  if (how->takes == pace::socket) {
    board.begin_answer(c);
    co_await serve_socket(board, c, *how, std::move(header), std::move(what));
    board.end_answer(c);
    co_return false;
  }
  board.begin_answer(c);
  const auto began = steady::now();
  c->status = 0;
  const auto more = co_await answer(board, c, *how, std::move(what), keep);
  if (how->takes != pace::stream && c->status != 0)
    board.note_answer(*how, c->status,
                      std::chrono::duration<double>(steady::now() - began).count());
  board.end_answer(c);
  co_return more;
}

asio::awaitable<void> say_goodbye(connection_ptr c) {
  io_error ignored;
  c->lowest().expires_after(everybody_left);
  if (c->wire.encrypted())
    co_await c->wire.tls().async_shutdown(or_error(ignored));
}

} // namespace

asio::awaitable<void> serve(switchboard& board, connection_ptr c) {
  const auto welcomed = co_await welcome(board, c);
  if (welcomed) {
    for (auto more = true; more;) {
      more = co_await next(board, c);
      if (more)
        more = co_await converse(board, c);
    }
    co_await say_goodbye(c);
  }
  board.gone(c);
  c->lowest().close();
}

} // namespace mesh::control
