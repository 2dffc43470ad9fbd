#include "runtime/http/client.hpp"

#include <array>
#include <limits>
#include <optional>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "runtime/http/beast.hpp"
#include "runtime/http/client_errors.hpp"
#include "runtime/http/http.hpp"
#include "runtime/http/wire_stream.hpp"
#include "runtime/identity/wall_clock.hpp"
#include "runtime/transport/tls/tls_context.hpp"

namespace mesh::control {

namespace {

constexpr auto connect_timeout = std::chrono::seconds(5);
constexpr auto longest_silence = std::chrono::seconds(30); // a mesh gives signs of life
constexpr auto patience_after_cancel = std::chrono::seconds(5);
constexpr auto look_around = std::chrono::milliseconds(50);
constexpr std::size_t longest_line = 268'435'456;
constexpr std::size_t longest_body = 67'108'864;
constexpr std::size_t longest_header = 65'536;

using outcome_of_step = tl::expected<void, error>;

/// A connection to the mesh.
struct wire {
  wire(asio::io_context& io, std::shared_ptr<asio::ssl::context> with)
      : stream(tcp::socket(io), std::move(with)), resolver(io) {}
  [[nodiscard]] beast::tcp_stream& lowest() { return stream.next_layer(); }

  wire_stream stream;
  tcp::resolver resolver;
  beast::flat_buffer buffer;
};

asio::awaitable<outcome_of_step> open(wire& w, const endpoint& whom) {
  io_error error;
  const auto found = co_await w.resolver.async_resolve(
      whom.where.host, std::to_string(whom.where.port), or_error(error));
  if (error)
    co_return tl::unexpected(not_resolved(whom.where, error));
  w.lowest().expires_after(connect_timeout);
  co_await w.lowest().async_connect(found, or_error(error));
  if (error)
    co_return tl::unexpected(not_connected(whom.where, error));
  if (!w.stream.encrypted())
    co_return outcome_of_step{};
  auto& tls = w.stream.tls();
  w.lowest().expires_after(connect_timeout);
  co_await tls.async_handshake(asio::ssl::stream_base::client, or_error(error));
  if (error)
    co_return tl::unexpected(not_trusted(whom, error, tls.native_handle()));
  const auto who = transport::peer_of(tls.native_handle());
  if (auto wrong = wrong_server(whom, who))
    co_return tl::unexpected(*wrong);
  co_return outcome_of_step{};
}

asio::awaitable<io_error> send(wire& w, const endpoint& whom, const question& what) {
  http::request<http::string_body> message;
  message.method_string(what.method);
  message.target(what.path);
  message.version(11);
  message.set(http::field::host, to_string(whom.where));
  message.set(http::field::user_agent, "mesh");
  message.set("X-Mesh", "present"); // no page of a browser: see the gatekeeper
  if (!whom.session.empty())
    message.set(http::field::cookie, "__Host-mesh=" + whom.session);
  message.keep_alive(false);
  if (!what.body.empty())
    message.set(http::field::content_type, json_type);
  for (const auto& [name, value] : what.headers)
    message.set(name, value);
  message.body() = what.body;
  message.prepare_payload();
  io_error error;
  w.lowest().expires_after(longest_silence);
  co_await http::async_write(w.stream, message, or_error(error));
  co_return error;
}

/// Takes the body as it comes: lines to the listener, else all of it.
class collector {
public:
  collector(reply& into, const listener& during) : into_(into), during_(during) {}

  /// False when nobody wants more.
  bool take(std::string_view bytes) {
    rest_ += bytes;
    if (!in_lines_)
      return rest_.size() <= longest_body;
    for (auto end = rest_.find('\n', searched_); end != std::string::npos;
         end = rest_.find('\n', searched_)) {
      const auto line = std::string_view(rest_).substr(begin_, end - begin_);
      if (!line.empty() && !during_.on_line(line))
        return false;
      begin_ = searched_ = end + 1;
    }
    rest_.erase(0, std::exchange(begin_, 0));
    searched_ = rest_.size();
    return rest_.size() <= longest_line;
  }
  void begin(bool in_lines) { in_lines_ = in_lines && during_.on_line != nullptr; }
  void end() {
    if (!in_lines_)
      into_.body = std::move(rest_);
  }

private:
  reply& into_;
  const listener& during_;
  bool in_lines_ = false;
  std::string rest_;
  std::size_t begin_ = 0;
  std::size_t searched_ = 0;
};

asio::awaitable<tl::expected<reply, error>> receive(wire& w, const endpoint& whom,
                                                    const listener& during) {
  http::response_parser<http::buffer_body> p;
  p.header_limit(longest_header);
  p.body_limit(std::numeric_limits<std::uint64_t>::max());
  io_error error;
  w.lowest().expires_after(longest_silence);
  co_await http::async_read_header(w.stream, w.buffer, p, or_error(error));
  if (error)
    co_return tl::unexpected(no_answer(whom, error));
  reply got{p.get().result_int(), {}};
  collector all(got, during);
  all.begin(std::string_view(p.get()[http::field::content_type]) == lines_type);
  std::array<char, 65'536> bytes{};
  while (!p.is_done()) {
    p.get().body().data = bytes.data();
    p.get().body().size = bytes.size();
    w.lowest().expires_after(longest_silence);
    co_await http::async_read_some(w.stream, w.buffer, p, or_error(error));
    if (error == http::error::need_buffer)
      error = {};
    if (!all.take({bytes.data(), bytes.size() - p.get().body().size}))
      co_return tl::unexpected(mesh::error{errc::cancelled, "the answer has no reader"});
    if (error)
      co_return tl::unexpected(cut_off(whom, error));
  }
  all.end();
  co_return got;
}

/// One question, from connecting to the end of its answer.
asio::awaitable<void> converse(wire& w, const endpoint& whom, const question& what,
                               const listener& during,
                               std::optional<tl::expected<reply, error>>& result) {
  if (auto opened = co_await open(w, whom); !opened) {
    result = tl::unexpected(opened.error());
    co_return;
  }
  // A peer that does not accept our certificate says so in what can be read now.
  const auto not_sent = co_await send(w, whom, what);
  auto got = co_await receive(w, whom, during);
  if (!got && not_sent && got.error().code != errc::denied)
    got = tl::unexpected(no_answer(whom, not_sent));
  result = std::move(got);
}

/// Asks the mesh to cancel, on a connection of its own.
asio::awaitable<void> cancel(asio::io_context& io, std::shared_ptr<asio::ssl::context> with,
                             const endpoint& whom, std::string path) {
  wire w(io, std::move(with));
  const question what{"DELETE", std::move(path)};
  std::optional<tl::expected<reply, error>> ignored; // the answer that is cut short says it
  co_await converse(w, whom, what, {}, ignored);
}

/// Null where it is plain.
tl::expected<std::shared_ptr<asio::ssl::context>, error> context_for(const endpoint& whom) {
  if (whom.plain)
    return nullptr;
  if (whom.nameless) {
    const auto authority = identity::read_certificate(whom.files.authority);
    if (!authority)
      return tl::unexpected(authority.error());
    return transport::make_nameless_context(*authority);
  }
  auto read = identity::read_credentials(whom.files, identity::seconds_now());
  if (!read)
    return tl::unexpected(read.error());
  return transport::make_tls_context(*read);
}

} // namespace

tl::expected<reply, error> ask(const endpoint& whom, const question& what,
                               const listener& during) {
  auto context = context_for(whom);
  if (!context)
    return tl::unexpected(context.error());
  asio::io_context io(1);
  wire w(io, *context);
  std::optional<tl::expected<reply, error>> result;
  transport::spawn(io, converse(w, whom, what, during, result));
  auto give_up = steady::time_point::max();
  while (!result) {
    io.run_one_for(look_around);
    const auto interrupted = during.interrupted && during.interrupted();
    const auto cancelling = give_up != steady::time_point::max();
    const auto path = interrupted && during.cancel_path ? during.cancel_path() : std::string();
    if (interrupted && !cancelling && !path.empty()) {
      give_up = steady::now() + patience_after_cancel;
      transport::spawn(io, cancel(io, *context, whom, path));
    } else if (interrupted || steady::now() > give_up) {
      return tl::unexpected(error{errc::cancelled, "interrupted"});
    }
  }
  return std::move(*result);
}

} // namespace mesh::control
