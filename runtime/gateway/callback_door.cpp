#include "runtime/gateway/callback_door.hpp"

#include <array>

#include "messages/errors.hpp"
#include "runtime/http/answers.hpp"
#include "runtime/http/http.hpp"

namespace mesh::gateway {

namespace {

namespace asio = control::asio;
namespace beast = control::beast;
namespace http = control::http;
using calls::callback_end;
using control::io_error;
using control::or_error;

struct told {
  control::response answer;
  std::string_view reason = {}; // it is refused for; empty: it is not
};

told refused(unsigned status, std::string_view reason, const error& why) {
  return {control::refusal(status, why), reason};
}

told told_of(callback_end end, const std::string& detail) {
  constexpr auto once = "the mesh takes one answer to a call";
  switch (end) {
  case callback_end::taken:
    return {{200, control::json_type, R"({"taken": true})"}};
  case callback_end::bad:
    return refused(400, "bad_callback",
                   {errc::call_bad_answer, detail, "the job has failed; correct the function"});
  case callback_end::answered:
    return refused(409, "second_callback", {errc::already_exists, "it was answered", once});
  case callback_end::too_late:
    return refused(410, "late_callback",
                   {errc::late, "nobody waits for this answer any more", "answer sooner"});
  default:
    return refused(404, "unknown_callback",
                   {errc::unknown_target, "nobody waits for an answer here",
                    "POST to the URL in `callback` of the job, before the mesh ends"});
  }
}

told too_large(std::size_t room) {
  return refused(413, "large_callback",
                 {errc::call_answer_limit,
                  "an answer to this call may have " + std::to_string(room) + " bytes",
                  "answer less, or raise answer_bytes of its http"});
}

std::string_view token_of(std::string_view target) {
  target.remove_prefix(calls::callback_path.size());
  return target.substr(0, target.find('?'));
}

asio::awaitable<void> answer(control::tls_stream& to, control::response what) {
  auto message = control::message_of(std::move(what), false);
  message.set(http::field::server, "mesh");
  io_error ignored;
  co_await http::async_write(to, message, or_error(ignored));
}

/// The whole of a request whose token is good. Empty: it has come.
asio::awaitable<std::optional<told>> read_body(control::tls_stream& from,
                                               beast::flat_buffer& buffer,
                                               http::request_parser<http::string_body>& asked,
                                               std::size_t room) {
  if (asked.content_length().value_or(0) > room)
    co_return too_large(room);
  asked.body_limit(room);
  io_error failed;
  if (beast::iequals(asked.get()[http::field::expect], "100-continue")) {
    static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    co_await asio::async_write(from, asio::buffer(go_on), or_error(failed));
  }
  if (!failed && !asked.is_done())
    co_await http::async_read(from, buffer, asked, or_error(failed));
  if (!failed)
    co_return std::nullopt;
  if (failed == http::error::body_limit)
    co_return too_large(room);
  co_return refused(400, "broken_callback",
                    {errc::parse_error, "the answer did not come whole: " + failed.message(),
                     "POST it again"});
}

asio::awaitable<told> take(control::tls_stream& from, beast::flat_buffer& buffer,
                           http::request_parser<http::string_body>& asked,
                           gateway_house& house) {
  auto* book = house.callbacks();
  if (book == nullptr)
    co_return told_of(callback_end::unknown, {});
  if (asked.get().method() != http::verb::post) {
    auto wrong = refused(405, "bad_callback", {errc::unsupported, "an answer is POSTed", {}});
    wrong.answer.headers.emplace_back("Allow", "POST");
    co_return wrong;
  }
  if (!house.lets_callback_in()) {
    auto wait =
        refused(429, "callback_rate",
                {errc::too_many_in_flight, "more answers come than calls.callbacks_per_s",
                 "POST it again in a second"});
    wait.answer.headers.emplace_back("Retry-After", "1");
    co_return wait;
  }
  const std::string token(token_of({asked.get().target().data(), asked.get().target().size()}));
  const auto room = book->room(token);
  if (!room)
    co_return told_of(room.error(), {});
  if (auto wrong = co_await read_body(from, buffer, asked, *room))
    co_return *wrong;
  const auto verdict = book->give(token, asked.get().body());
  co_return told_of(verdict.how, verdict.detail);
}

/// A sender that is refused before it has said all reads that only when nobody hangs up on it.
asio::awaitable<void> hear_out(control::tls_stream& from) {
  constexpr auto patience = std::chrono::milliseconds(500);
  constexpr std::size_t most = 64U << 20;
  std::array<char, 16'384> bytes{};
  io_error over;
  from.next_layer().expires_after(patience);
  for (std::size_t heard = 0; !over && heard < most;)
    heard += co_await from.async_read_some(asio::buffer(bytes), or_error(over));
}

} // namespace

bool is_callback(std::string_view target) {
  return target.starts_with(calls::callback_path);
}

asio::awaitable<void> take_callback(control::tls_stream& from, beast::flat_buffer& buffer,
                                    http::request_parser<http::string_body>& asked,
                                    gateway_house& house, const std::string& address) {
  auto said = co_await take(from, buffer, asked, house);
  if (!said.reason.empty())
    house.note_refusal(address, said.reason, {});
  co_await answer(from, std::move(said.answer));
  if (!asked.is_done())
    co_await hear_out(from);
}

} // namespace mesh::gateway
