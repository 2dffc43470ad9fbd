#include "runtime/http/answers.hpp"

#include <algorithm>
#include <array>

#include "messages/vocabulary.hpp"

namespace mesh::control {

namespace {

constexpr std::size_t slice_bytes = 65'536; // each with a deadline of its own

void note_lost(switchboard& board, const connection& c, const io_error& error) {
  if (error == beast::error::timeout)
    board.refuse(c, "stalled", "it read nothing for control.stall_timeout_ms");
}

/// While an answer is on its way: notices that the reader has left. What it
/// sends meanwhile is not read as a request; the connection ends with the answer.
asio::awaitable<void> watch(connection_ptr c, std::shared_ptr<exchange> x,
                            std::size_t most_bytes) {
  std::array<char, 512> bytes{};
  io_error error;
  for (std::size_t got = 0; !error && got <= most_bytes;)
    got += co_await c->wire.async_read_some(asio::buffer(bytes), or_error(error));
  x->leave();
  c->watching = false;
  c->watched.cancel();
  c->ready.cancel();
}

asio::awaitable<void> stop_watching(connection_ptr c) {
  io_error ignored;
  c->lowest().cancel();
  while (c->watching) {
    c->watched.expires_at(steady::time_point::max());
    co_await c->watched.async_wait(or_error(ignored));
  }
}

/// Until the exchange has news, or `most` is over. False when nothing came.
asio::awaitable<bool> news_within(connection_ptr c, steady::time_point until) {
  io_error cancelled;
  c->ready.expires_at(until);
  co_await c->ready.async_wait(or_error(cancelled));
  co_return cancelled == asio::error::operation_aborted;
}

asio::awaitable<io_error> write_chunks(switchboard& board, connection_ptr c,
                                       const std::string& pieces) {
  io_error error;
  for (std::string_view rest(pieces); !rest.empty() && !error;) {
    const auto slice = rest.substr(0, slice_bytes);
    rest.remove_prefix(slice.size());
    c->lowest().expires_after(from_ms(board.limits.stall_timeout_ms));
    co_await asio::async_write(c->wire, http::make_chunk(asio::buffer(slice)), or_error(error));
  }
  co_return error;
}

asio::awaitable<io_error> write_head(switchboard& board, connection_ptr c,
                                     const response& head) {
  c->status = head.status;
  http::response<http::empty_body> message{http::status(head.status), 11};
  message.set(http::field::content_type, head.type);
  message.set(http::field::cache_control, "no-store");
  message.set("X-Content-Type-Options", "nosniff");
  message.keep_alive(false);
  message.chunked(true);
  http::response_serializer<http::empty_body> serializer{message};
  io_error error;
  c->lowest().expires_after(from_ms(board.limits.stall_timeout_ms));
  co_await http::async_write_header(c->wire, serializer, or_error(error));
  co_return error;
}

/// An answer written piece by piece; the connection ends with it.
asio::awaitable<void> stream(switchboard& board, connection_ptr c, std::shared_ptr<exchange> x,
                             exchange::news news) {
  auto error = co_await write_head(board, c, *news.head);
  const auto patience = from_ms(board.limits.progress_period_ms);
  for (auto heard = steady::now(); !error && !x->gone();) {
    if (!news.pieces.empty()) {
      error = co_await write_chunks(board, c, news.pieces);
      heard = steady::now();
    }
    if (error || news.over)
      break;
    news = x->take();
    if (!news.pieces.empty() || news.over)
      continue;
    const auto look = steady::now() + x->looks_every().value_or(patience);
    if (!co_await news_within(c, std::min(look, heard + patience))
        && steady::now() >= heard + patience) {
      news.pieces = x->sign_of_life();
      heard = steady::now();
    }
  }
  if (!error && news.over) {
    c->lowest().expires_after(from_ms(board.limits.stall_timeout_ms));
    co_await asio::async_write(c->wire, http::make_chunk_last(), or_error(error));
  }
  x->leave();
  note_lost(board, *c, error);
}

} // namespace

http::response<http::string_body> message_of(response told, bool keep) {
  constexpr unsigned http_1_1 = 11;
  http::response<http::string_body> message{http::status(told.status), http_1_1};
  message.set(http::field::content_type, told.type);
  for (const auto& [name, value] : told.headers)
    message.set(name, value);
  message.keep_alive(keep);
  message.body() = std::move(told.body);
  message.prepare_payload();
  return message;
}

asio::awaitable<bool> respond(switchboard& board, connection_ptr c, response told, bool keep) {
  c->status = told.status;
  auto message = message_of(std::move(told), keep);
  if (message.find(http::field::cache_control) == message.end())
    message.set(http::field::cache_control, "no-store");
  message.set("X-Content-Type-Options", "nosniff");
  if (c->without_body) // its length is said all the same
    message.body().clear();
  io_error error;
  c->lowest().expires_after(from_ms(board.limits.stall_timeout_ms));
  co_await http::async_write(c->wire, message, or_error(error));
  note_lost(board, *c, error);
  co_return keep && !error;
}

asio::awaitable<bool> answer(switchboard& board, connection_ptr c, const route& how,
                             request what, bool keep) {
  if (c->without_body && how.takes == pace::stream)
    co_return co_await respond(board, c, {200, lines_type, {}}, keep);
  const auto most = static_cast<std::size_t>(board.limits.output_bytes);
  auto wake = [weak = std::weak_ptr(c), &io = board.io] {
    asio::post(io, [weak] {
      if (auto one = weak.lock())
        one->ready.cancel();
    });
  };
  auto x = std::make_shared<exchange>(most, std::move(wake));
  c->answering = x;
  c->lowest().expires_never();
  if (how.takes == pace::command || how.takes == pace::stream) {
    c->watching = true;
    const auto most_early = static_cast<std::size_t>(board.limits.header_bytes);
    transport::spawn(board.io, watch(c, x, most_early));
  }
  board.work(how, std::move(what), x);
  auto news = x->take();
  while (!news.head && !news.over && !x->gone()) {
    co_await news_within(c, steady::time_point::max());
    news = x->take();
  }
  keep = keep && !c->watching && !news.stream;
  if (news.head && news.stream)
    co_await stream(board, c, x, std::move(news));
  else if (news.head)
    keep = co_await respond(board, c, std::move(*news.head), keep);
  if (c->watching)
    co_await stop_watching(c);
  c->answering = nullptr;
  co_return keep;
}

} // namespace mesh::control
