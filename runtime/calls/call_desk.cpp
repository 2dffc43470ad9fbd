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

constexpr auto last_word = std::chrono::seconds(5); // to an agent whose task nobody wants

/// The time that a good answer took in all is work, but for that of connecting.
void measure(work_result& result, duration all, double connect_ms) {
  if (result.failure != errc::none)
    return;
  result.round_trip_ms = static_cast<float>(connect_ms);
  result.processing_ms = static_cast<float>(std::max(0.0, to_ms(all) - connect_ms));
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
  const time_point until;
  asio::steady_timer pause;
  std::unique_ptr<web_exchange> exchange;
  bool stopped = false;
  bool has_place = false;           // among those under way
  std::string callback;             // its token; empty: it has none
  std::optional<work_result> later; // by its callback
  time_point posted{};              // the newest time
  double connect_ms = 0;            // of that
  int attempts = 0;                 // at the newest request
};

call_desk::call_desk(calls_config limits, std::shared_ptr<transport::ssl::context> tls,
                     identity::ed25519::signing_key key,
                     std::shared_ptr<callback_book> callbacks)
    : limits_(std::move(limits)),
      tls_(std::move(tls)),
      key_(std::move(key)),
      callbacks_(std::move(callbacks)),
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
    call->has_place = true;
    transport::spawn(io_, serve(std::move(call)));
  }
}

/// Another call may go on in its place.
void call_desk::give_up_place(open_call& call) {
  if (!std::exchange(call.has_place, false))
    return;
  --known_;
  --under_way_;
  begin_next();
}

void call_desk::stop(open_call& call) {
  call.stopped = true;
  wake(call);
}

/// Whatever it waits for is over.
void call_desk::wake(open_call& call) {
  call.pause.cancel();
  if (call.exchange)
    call.exchange->stop();
}

/// Or until nobody wants the job any more, or its callback has come.
asio::awaitable<void> call_desk::pause_until(call_ptr call, time_point until) {
  call->pause.expires_at(until);
  while (!call->stopped && !call->later && steady::now() < until) {
    io_error cancelled;
    co_await call->pause.async_wait(transport::or_error(cancelled));
  }
}

asio::awaitable<void> call_desk::serve(call_ptr call) {
  auto result = co_await result_of_all(call);
  calls_.erase(call->token);
  give_up_place(*call);
  if (result && !call->stopped)
    call->done(std::move(*result));
}

/// A token for this call, under which its function may answer later.
tl::expected<void, error> call_desk::expect_callback(const call_ptr& call) {
  if (call->what.a2a || !callbacks_ || callbacks_->url_of({}).empty())
    return {};
  awaited_answer what{to_string(call->what.what.id),
                      static_cast<std::size_t>(call->what.to.answer_bytes)};
  what.take = [weak = weak_from_this(), of = std::weak_ptr(call)](work_result result) {
    const auto desk = weak.lock();
    if (!desk)
      return;
    asio::post(desk->io_, [of, result = std::move(result)]() mutable {
      if (const auto found = of.lock()) {
        found->later = std::move(result);
        wake(*found);
      }
    });
  };
  return callbacks_->expect(std::move(what), static_cast<std::size_t>(limits_.callbacks))
      .map([&](std::string token) { call->callback = std::move(token); });
}

/// None: nobody wants it any more.
asio::awaitable<std::optional<work_result>> call_desk::result_of_all(call_ptr call) {
  if (auto refused = expect_callback(call); !refused)
    co_return work_result::failed(
        refused.error().code, call->what.to.url + " is not called: " + refused.error().detail);
  auto result = co_await result_of_calls(call);
  const auto at_once = result && result->failure == errc::none;
  if (!call->callback.empty() && !callbacks_->end(call->callback, at_once))
    co_await asio::post(io_, asio::use_awaitable); // taken meanwhile, and on its way here
  if (!call->later || call->stopped)
    co_return result;
  measure(*call->later, steady::now() - call->posted, call->connect_ms);
  co_return told_of(std::move(*call->later), call->what.acts);
}

/// The function has taken the job: waits until it answers by its callback, or too long. None:
/// it has, or nobody wants it any more.
asio::awaitable<std::optional<work_result>> call_desk::wait_for_callback(call_ptr call) {
  give_up_place(*call);
  const auto& to = call->what.to;
  const auto until = std::min(call->until, steady::now() + from_ms(to.callback_ms));
  co_await pause_until(call, until);
  if (call->stopped || call->later)
    co_return std::nullopt;
  call_attempt silent{call_end::timed_out};
  silent.detail = "took the job (202), and has not answered in time";
  silent.remedy = "have it answer sooner, or raise callback_ms of its http";
  co_return result_of(silent, to.url, to_string(call->what.what.id), call->what.acts);
}

/// Why a URL is not called at all (X5).
std::optional<call_attempt> call_desk::refusal_of(const std::string& url) const {
  const auto where = read_web_url(url);
  if (where && is_allowed_host(limits_.hosts, where->host)
      && (where->tls || limits_.plain_http))
    return std::nullopt;
  call_attempt denied{call_end::denied};
  denied.detail = "is a URL that is not called: "
                  + (where ? where->host + " is not in calls.hosts, or is not https"
                           : "expected " + where.error());
  return denied;
}

/// The job is POSTed until its result is final. None: nobody wants it any more.
asio::awaitable<std::optional<work_result>> call_desk::result_of_calls(call_ptr call) {
  if (call->until <= steady::now())
    co_return work_result::failed(errc::expired, "no time left to call " + call->what.to.url);
  if (call->what.a2a)
    co_return co_await result_of_talk(call);
  const auto& to = call->what.to;
  const auto last = co_await attempts(
      call, to.url,
      [this, &call = *call] {
        call.what.what.time_left = call.until - steady::now();
        return call_body(call.what.what, call.callback.empty()
                                             ? std::string()
                                             : callbacks_->url_of(call.callback));
      },
      call->what.acts);
  if (!last)
    co_return std::nullopt;
  if (!call->callback.empty() && is_taken(*last))
    co_return co_await wait_for_callback(call);
  auto result = result_of(*last, to.url, to_string(call->what.what.id), call->what.acts);
  if (call->attempts > 1 && result.failure != errc::none)
    result.detail += ", after " + std::to_string(call->attempts) + " attempts";
  co_return result;
}

/// A request is sent until its answer is final. None: nobody wants the job any more.
asio::awaitable<std::optional<call_attempt>>
call_desk::attempts(call_ptr call, std::string url, std::function<std::string()> body,
                    bool acts) {
  if (auto refused = refusal_of(url))
    co_return refused;
  auto& job = call->what.what;
  for (call->attempts = 1; !call->stopped && !call->later; ++call->attempts) {
    call->exchange = std::make_unique<web_exchange>(io_, names_, limits_, tls_);
    const auto request = request_for(*call, url, body ? body() : std::string(), !body);
    call->posted = steady::now();
    auto last = co_await call->exchange->post(request);
    call->connect_ms = last.connect_ms;
    if (call->stopped || call->later)
      break;
    const call_so_far so_far{acts, call->attempts, call->until - steady::now(),
                             random_.uniform()};
    const auto wait = wait_before_retry(last, so_far, limits_);
    if (!wait)
      co_return last;
    if (last.end != call_end::not_reached
        && job.attempt < std::numeric_limits<std::uint8_t>::max())
      ++job.attempt;
    co_await pause_until(call, steady::now() + *wait);
  }
  co_return std::nullopt;
}

/// The requests of a job with an agent that speaks A2A.
class call_desk::line final : public request_line {
public:
  line(call_desk& desk, call_ptr call) : desk_(desk), call_(std::move(call)) {}

  asio::awaitable<std::optional<call_attempt>>
  ask(const std::string& url, std::function<std::string()> body, bool acts) override {
    return desk_.attempts(call_, url, std::move(body), acts);
  }
  asio::awaitable<bool> rest(duration time) override {
    co_await pause_until(call_, steady::now() + time);
    co_return !call_->stopped;
  }
  void tell(const std::string& url, const std::string& body) override {
    if (!desk_.closed_ && !desk_.refusal_of(url))
      transport::spawn(desk_.io_, desk_.post_alone(call_, url, body));
  }
  void give_up_place() override { desk_.give_up_place(*call_); }
  [[nodiscard]] duration time_left() const override { return call_->until - steady::now(); }

private:
  call_desk& desk_;
  call_ptr call_;
};

asio::awaitable<std::optional<work_result>> call_desk::result_of_talk(call_ptr call) {
  if (talks_ >= limits_.callbacks)
    co_return work_result::failed(errc::queue_full,
                                  call->what.to.url
                                      + " is not called: as many tasks are open as "
                                        "calls.callbacks ("
                                      + std::to_string(limits_.callbacks) + ")");
  ++talks_;
  line requests(*this, call);
  a2a_talk talk(requests, cards_, call->what);
  const auto began = steady::now();
  auto result = co_await talk.run();
  --talks_;
  if (result)
    measure(*result, steady::now() - began, call->connect_ms);
  co_return result;
}

/// Beside the call, which may be over: nobody reads the answer.
asio::awaitable<void> call_desk::post_alone(call_ptr call, std::string url, std::string body) {
  web_exchange alone(io_, names_, limits_, tls_);
  const auto until = steady::now() + last_word;
  auto request = request_for(*call, url, std::move(body), false);
  request.connected_by = until;
  request.answered_by = until;
  co_await alone.post(request);
}

web_request call_desk::request_for(const open_call& call, const std::string& url,
                                   std::string body, bool get) const {
  const auto now = steady::now();
  web_request request;
  request.where = *read_web_url(url);
  request.get = get;
  request.body = std::move(body);
  request.answer_bytes = static_cast<std::size_t>(call.what.to.answer_bytes);
  request.answered_by = std::min(call.until, now + from_ms(call.what.to.timeout_ms));
  request.connected_by =
      std::min(request.answered_by, now + from_ms(limits_.connect_timeout_ms));
  if (call.what.a2a)
    request.headers = {{"A2A-Version", a2a::version}};
  if (get)
    return request;
  const auto id = webhook_id(call.what.what);
  const auto now_s = identity::seconds_now();
  const auto said = key_.sign(webhook_signed_text(id, now_s, request.body));
  request.headers.emplace_back("webhook-id", id);
  request.headers.emplace_back("webhook-timestamp", std::to_string(now_s));
  request.headers.emplace_back("webhook-signature",
                               webhook_signature(identity::ed25519::bytes_of(said)));
  return request;
}

} // namespace mesh::calls
