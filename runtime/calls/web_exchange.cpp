#include "runtime/calls/web_exchange.hpp"

#include <algorithm>

#include "actors/work/http/address_rules.hpp"
#include "actors/work/http/retry_after.hpp"
#include "runtime/calls/call_tls.hpp"
#include "runtime/http/beast.hpp"
#include "runtime/identity/wall_clock.hpp"

namespace mesh::calls {

namespace {

namespace beast = control::beast;
namespace http = control::http;
using control::tls_stream;
using transport::or_error;

constexpr unsigned http_1_1 = 11;
constexpr std::size_t longest_header = 16'384;
constexpr unsigned first_final_status = 200; // those before announce another one

bool timed_out(const io_error& why) {
  return why == beast::error::timeout || why == asio::error::timed_out;
}

std::string_view special_use(const asio::ip::address& address) {
  if (address.is_v4())
    return special_use_of(address.to_v4().to_bytes());
  return special_use_of(address.to_v6().to_bytes());
}

http::request<http::string_body> written(const web_request& what) {
  const auto how = what.get ? http::verb::get : http::verb::post;
  http::request<http::string_body> message{how, what.where.target, http_1_1};
  message.set(http::field::host, host_header(what.where));
  message.set(http::field::user_agent, "mesh");
  message.set(http::field::accept, "application/json");
  if (!what.get)
    message.set(http::field::content_type, "application/json");
  for (const auto& [name, value] : what.headers)
    message.set(name, value);
  message.keep_alive(false);
  message.body() = what.body;
  message.prepare_payload();
  return message;
}

std::string field(const http::response<http::string_body>& answer, http::field name) {
  const auto value = answer[name];
  return {value.data(), value.size()};
}

void take(http::response<http::string_body>&& answer, call_attempt& seen) {
  seen.end = call_end::answered;
  seen.status = answer.result_int();
  seen.content_type = field(answer, http::field::content_type);
  seen.location = field(answer, http::field::location);
  seen.cache_control = field(answer, http::field::cache_control);
  if (const auto after = field(answer, http::field::retry_after); !after.empty())
    seen.retry_after = read_retry_after(after, identity::seconds_now());
  seen.body = std::move(answer).body();
}

/// The end of a request that has left, without a whole answer.
void broke(const io_error& why, std::size_t answer_bytes, call_attempt& seen) {
  if (timed_out(why)) {
    seen.end = call_end::timed_out;
    seen.detail = "did not answer in time";
    seen.remedy = "make it faster, or raise timeout_ms of its http";
  } else if (why == http::error::body_limit) {
    seen.end = call_end::too_large;
    seen.detail = "answered with more than " + std::to_string(answer_bytes) + " bytes";
    seen.remedy = "answer less, or raise answer_bytes of its http";
  } else {
    seen.end = call_end::broke_off;
    seen.detail = why == http::error::end_of_stream
                      ? std::string("closed the connection without an answer")
                      : "broke off its answer: " + why.message();
    seen.remedy = "see its log; it speaks HTTP/1.1";
  }
}

template <class Stream>
asio::awaitable<void> converse(Stream& on, beast::tcp_stream& lowest, const web_request& what,
                               call_attempt& seen) {
  io_error failed;
  const auto message = written(what);
  lowest.expires_at(what.answered_by);
  co_await http::async_write(on, message, or_error(failed));
  if (timed_out(failed))
    co_return broke(failed, what.answer_bytes, seen);
  // A peer that does not take all of the request may have answered why.
  beast::flat_buffer buffer;
  for (;;) {
    http::response_parser<http::string_body> parser;
    parser.header_limit(longest_header);
    parser.body_limit(what.answer_bytes);
    io_error unread;
    co_await http::async_read(on, buffer, parser, or_error(unread));
    if (unread)
      co_return broke(unread, what.answer_bytes, seen);
    if (parser.get().result_int() < first_final_status)
      continue;
    co_return take(parser.release(), seen);
  }
}

} // namespace

/// The connection, with or without TLS on top.
class web_exchange::wire {
public:
  wire(asio::io_context& io, std::shared_ptr<transport::ssl::context> with)
      : context(std::move(with)), secured(io, *context) {}
  [[nodiscard]] beast::tcp_stream& lowest() { return secured.next_layer(); }

  std::shared_ptr<transport::ssl::context> context;
  tls_stream secured;
};

web_exchange::web_exchange(asio::io_context& io, name_lookup& names, const calls_config& limits,
                           std::shared_ptr<transport::ssl::context> tls)
    : names_(names),
      limits_(limits),
      alarm_(std::make_shared<asio::steady_timer>(io)),
      wire_(std::make_unique<wire>(io, std::move(tls))) {}

web_exchange::~web_exchange() = default;

void web_exchange::stop() {
  stopped_ = true;
  alarm_->cancel();
  wire_->lowest().close();
}

/// Those of a host's addresses that may be connected to (X5).
std::vector<tcp::endpoint> web_exchange::allowed(const std::vector<tcp::endpoint>& all,
                                                 const std::string& host,
                                                 call_attempt& seen) const {
  std::vector<tcp::endpoint> good;
  for (const auto& one : all) {
    const auto use = special_use(one.address());
    if (use.empty() || limits_.private_addresses) {
      good.push_back(one);
      continue;
    }
    seen.end = call_end::denied;
    seen.detail = "is not called: " + host + " is at " + one.address().to_string()
                  + ", a special address (" + std::string(use) + ")";
    seen.remedy = "set calls.private_addresses to true when the function really is there";
  }
  return good;
}

asio::awaitable<bool> web_exchange::connect(const web_request& what, call_attempt& seen) {
  const auto& where = what.where;
  const auto found = co_await names_.find(where.host, where.port, alarm_, what.connected_by);
  if (!found.problem.empty()) {
    seen.detail = "is not reached: the host " + where.host + " is not found: " + found.problem;
    seen.remedy = "check url and the servers of names";
    co_return false;
  }
  const auto good = allowed(found.all, where.host, seen);
  auto untried = static_cast<int>(good.size());
  for (const auto& one : good) {
    if (stopped_)
      co_return false;
    io_error failed;
    wire_->lowest().socket().close(failed); // after one address of another family
    const auto began = steady::now();
    // An address that is silent leaves the others their share of the time.
    wire_->lowest().expires_at(began + (what.connected_by - began) / untried--);
    co_await wire_->lowest().async_connect(one, or_error(failed));
    if (!failed) {
      seen.end = call_end::not_reached;
      seen.connect_ms = to_ms(steady::now() - began);
      wire_->lowest().socket().set_option(tcp::no_delay(true), failed);
      co_return true;
    }
    seen.end = call_end::not_reached;
    seen.detail =
        "is not reached at " + one.address().to_string() + ": "
        + (timed_out(failed) ? std::string("no connection in time") : failed.message());
    seen.remedy = "see whether it runs, and whether a firewall is between";
  }
  co_return false;
}

asio::awaitable<bool> web_exchange::secure(const web_request& what, call_attempt& seen) {
  auto* native = wire_->secured.native_handle();
  io_error failed;
  if (!expect_host(native, what.where.host)) {
    seen.detail = "is not reached: OpenSSL takes no host " + what.where.host;
    seen.remedy = "check url";
    co_return false;
  }
  wire_->lowest().expires_at(what.connected_by);
  co_await wire_->secured.async_handshake(asio::ssl::stream_base::client, or_error(failed));
  if (!failed)
    co_return true;
  const auto problem = certificate_problem(native);
  seen.detail = "is not reached: no secure connection: "
                + (!problem.empty()    ? "its certificate is not good: " + problem
                   : timed_out(failed) ? std::string("no handshake in time")
                                       : failed.message());
  seen.remedy = problem.empty() ? "see whether it speaks TLS 1.2 or 1.3 on that port"
                                : "renew its certificate, or name its authority in calls.ca";
  co_return false;
}

asio::awaitable<call_attempt> web_exchange::post(const web_request& what) {
  call_attempt seen;
  const auto began = steady::now();
  auto ready = co_await connect(what, seen);
  if (ready && what.where.tls)
    ready = co_await secure(what, seen);
  if (ready && !stopped_ && what.where.tls)
    co_await converse(wire_->secured, wire_->lowest(), what, seen);
  else if (ready && !stopped_)
    co_await converse(wire_->lowest(), wire_->lowest(), what, seen);
  seen.seen_ms = to_ms(steady::now() - began);
  wire_->lowest().close();
  co_return seen;
}

} // namespace mesh::calls
