#include "runtime/calls/call_desk.hpp"

#include <algorithm>
#include <limits>
#include <random>

#include "actors/work/http/call_body.hpp"
#include "actors/work/http/call_result.hpp"
#include "actors/work/http/retry_plan.hpp"
#include "actors/work/http/webhook_signature.hpp"
#include "actors/work/text.hpp"
#include "runtime/identity/wall_clock.hpp"

namespace mesh::calls {

namespace {

/// The caller's time ends a call a little early, so that it is told what became of it.
duration usable(duration time_left) {
  constexpr duration most = milliseconds(20);
  constexpr int share = 10;
  return time_left - std::min(most, time_left / share);
}

std::uint64_t some_seed() {
  std::random_device random;
  constexpr unsigned half = 32;
  return (std::uint64_t{random()} << half) | random();
}

} // namespace

/// A job until its last answer.
struct call_desk::open_call {
  open_call(asio::io_context& io, web_call given, work_done then, web_caller::token number)
      : what(std::move(given)),
        done(std::move(then)),
        token(number),
        until(steady::now() + usable(what.what.time_left)),
        pause(io) {}

  web_call what;
  work_done done;
  const web_caller::token token;
  web_url where;
  const time_point until;
  asio::steady_timer pause;
  std::unique_ptr<web_exchange> exchange;
  bool stopped = false;
};

call_desk::call_desk(calls_config limits, std::shared_ptr<transport::ssl::context> tls,
                     identity::ed25519::signing_key key)
    : limits_(std::move(limits)),
      tls_(std::move(tls)),
      key_(std::move(key)),
      io_(1),
      names_(io_),
      open_(io_.get_executor()),
      random_(some_seed()) {}

tl::expected<web_caller::token, error> call_desk::add(web_call what, work_done done) {
  if (++known_ > limits_.at_once + limits_.waiting) {
    --known_;
    return tl::unexpected(error{
        errc::queue_full, what.to.url + " is not called: as many calls wait as calls.waiting ("
                              + std::to_string(limits_.waiting) + ")"});
  }
  const auto token = ++last_;
  auto call = std::make_shared<open_call>(io_, std::move(what), std::move(done), token);
  asio::post(io_, [this, call] { enter(call); });
  return token;
}

void call_desk::cancel(web_caller::token which) {
  asio::post(io_, [this, which] {
    if (const auto found = calls_.find(which); found != calls_.end())
      stop(*found->second);
  });
}

void call_desk::close() {
  asio::post(io_, [this] {
    closed_ = true;
    for (const auto& [token, call] : std::map(calls_))
      stop(*call);
    open_.reset();
  });
}

void call_desk::run() {
  io_.run();
}

void call_desk::enter(const call_ptr& call) {
  if (closed_)
    return;
  calls_.emplace(call->token, call);
  waiting_.push_back(call);
  begin_next();
}

void call_desk::begin_next() {
  while (under_way_ < limits_.at_once && !waiting_.empty()) {
    auto call = std::move(waiting_.front());
    waiting_.pop_front();
    ++under_way_;
    transport::spawn(io_, serve(std::move(call)));
  }
}

void call_desk::leave(const call_ptr& call) {
  calls_.erase(call->token);
  --known_;
  --under_way_;
  begin_next();
}

void call_desk::stop(open_call& call) {
  call.stopped = true;
  call.pause.cancel();
  if (call.exchange)
    call.exchange->stop();
}

asio::awaitable<void> call_desk::serve(call_ptr call) {
  auto result = co_await result_of_all(call);
  leave(call);
  if (result && !call->stopped)
    call->done(std::move(*result));
}

/// The job is POSTed until its result is final. None: nobody wants it any more.
asio::awaitable<std::optional<work_result>> call_desk::result_of_all(call_ptr call) {
  const auto& to = call->what.to;
  auto& job = call->what.what;
  const auto where = read_web_url(to.url);
  if (!where || !is_allowed_host(limits_.hosts, where->host)
      || (!where->tls && !limits_.plain_http))
    co_return work_result::failed(errc::call_denied,
                                  "a URL that is not called: "
                                      + (where ? where->host
                                                     + " is not in calls.hosts, or is "
                                                       "not https"
                                               : "expected " + where.error()));
  call->where = *where;
  for (int attempts = 1; !call->stopped; ++attempts) {
    if (call->until <= steady::now())
      co_return work_result::failed(errc::expired, "no time left to call " + to.url);
    call->exchange = std::make_unique<web_exchange>(io_, names_, limits_, tls_);
    const auto request = request_for(*call);
    const auto last = co_await call->exchange->post(request);
    if (call->stopped)
      break;
    const call_so_far so_far{call->what.acts, attempts, call->until - steady::now(),
                             random_.uniform()};
    const auto wait = wait_before_retry(last, so_far, limits_);
    if (!wait) {
      auto result = result_of(last, to.url, to_string(job.id), call->what.acts);
      if (attempts > 1 && result.failure != errc::none)
        result.detail += ", after " + std::to_string(attempts) + " attempts";
      co_return result;
    }
    if (last.end != call_end::not_reached
        && job.attempt < std::numeric_limits<std::uint8_t>::max())
      ++job.attempt;
    io_error cancelled;
    call->pause.expires_after(*wait);
    co_await call->pause.async_wait(transport::or_error(cancelled));
  }
  co_return std::nullopt;
}

web_request call_desk::request_for(open_call& call) {
  const auto now = steady::now();
  call.what.what.time_left = call.until - now;
  web_request request;
  request.where = call.where;
  request.body = call_body(call.what.what);
  request.answer_bytes = static_cast<std::size_t>(call.what.to.answer_bytes);
  request.answered_by = std::min(call.until, now + from_ms(call.what.to.timeout_ms));
  request.connected_by =
      std::min(request.answered_by, now + from_ms(limits_.connect_timeout_ms));
  const auto id = webhook_id(call.what.what);
  const auto now_s = identity::seconds_now();
  const auto said = key_.sign(webhook_signed_text(id, now_s, request.body));
  request.headers = {
      {"webhook-id", id},
      {"webhook-timestamp", std::to_string(now_s)},
      {"webhook-signature", webhook_signature(identity::ed25519::bytes_of(said))}};
  return request;
}

} // namespace mesh::calls
