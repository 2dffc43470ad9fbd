#include "runtime/calls/a2a_talk.hpp"

#include <algorithm>

#include "actors/work/a2a/rpc.hpp"
#include "actors/work/http/call_result.hpp"

namespace mesh::calls {

namespace {

constexpr duration usual_card_time = std::chrono::minutes(5); // without a header

time_point now() {
  return transport::steady::now();
}

std::string with_remedy(const error& what) {
  return what.detail + (what.remedy.empty() ? "" : " (" + what.remedy + ")");
}

std::string remedy_for(errc code) {
  switch (code) {
  case errc::call_needs_input:
    return "put all that the agent needs into the task, or let it need less";
  case errc::call_refused:
    return "correct the task, or what the agent accepts";
  case errc::call_failed:
  case errc::work_failed:
    return "see the log of the agent";
  default:
    return {};
  }
}

} // namespace

a2a_talk::a2a_talk(request_line& line, card_shelf& cards, web_call& call)
    : line_(line),
      cards_(cards),
      call_(call),
      how_(*call.a2a),
      id_(to_string(call.what.id)),
      card_url_(a2a::card_url(how_.url)) {}

/// None: it is known now, or nobody wants the job any more.
asio::awaitable<std::optional<work_result>> a2a_talk::find_endpoint() {
  if (const auto known = cards_.find(card_url_, now())) {
    at_ = *known;
    co_return std::nullopt;
  }
  const auto fetched = co_await line_.ask(card_url_, {}, false);
  if (!fetched)
    co_return std::nullopt;
  constexpr unsigned success = 200;
  if (fetched->end != call_end::answered || fetched->status != success)
    co_return result_of(*fetched, card_url_, id_, false);
  auto read = a2a::read_card(fetched->body);
  if (!read)
    co_return work_result::failed(read.error().code,
                                  card_url_ + ": " + with_remedy(read.error()));
  at_ = std::move(*read);
  const auto good =
      a2a::card_time(fetched->cache_control, usual_card_time, from_ms(how_.card_ms));
  cards_.keep(card_url_, at_, now() + good);
  co_return std::nullopt;
}

asio::awaitable<std::optional<work_result>> a2a_talk::run() {
  if (auto failed = co_await find_endpoint(); failed || at_.url.empty())
    co_return failed;
  auto& job = call_.what;
  const auto sent = co_await line_.ask(
      at_.url,
      [&] {
        job.time_left = line_.time_left();
        return a2a::send_message(job, at_);
      },
      call_.acts);
  if (!sent)
    co_return std::nullopt;
  if (!a2a::is_rpc(*sent)) {
    cards_.drop(card_url_); // it may have moved
    auto result = result_of(*sent, at_.url, id_, call_.acts);
    if (sent->end == call_end::denied)
      result.detail += "; its card at " + card_url_ + " names it";
    co_return result;
  }
  auto result = co_await follow(*sent);
  if (!task_.empty())
    cancel();
  co_return result;
}

/// From the answer to the message to the end of its task.
asio::awaitable<std::optional<work_result>> a2a_talk::follow(call_attempt answer) {
  const auto began = now();
  std::string seen = "has not ended its task in time";
  for (auto begun = false;; begun = true) {
    if (a2a::is_rpc(answer)) {
      auto outcome = a2a::read_outcome(answer, id_, begun);
      if (auto* result = std::get_if<work_result>(&outcome)) {
        if (result->failure != errc::call_needs_input)
          task_.clear();
        else
          task_ = a2a::task_in(answer);
        co_return named(std::move(*result));
      }
      task_ = std::get<a2a::open_task>(outcome).id;
      seen = "has not ended its task in time";
    } else { // it may be back in a moment; the task goes on
      seen = "does not tell of its task: " + result_of(answer, at_.url, id_, false).detail;
    }
    if (!begun)
      line_.give_up_place();
    const auto open_for = now() - began;
    const auto left = std::min(line_.time_left(), from_ms(how_.task_ms) - open_for);
    if (left <= duration::zero())
      co_return out_of_time(seen);
    const auto wait =
        a2a::poll_wait(open_for, from_ms(how_.poll_ms), from_ms(how_.longest_poll_ms));
    const auto wanted = co_await line_.rest(std::min(wait, left));
    if (!wanted)
      co_return std::nullopt;
    if (wait >= left) // no time for another look
      co_return out_of_time(seen);
    const auto asked = [this] {
      return a2a::get_task(task_, at_);
    };
    auto again = co_await line_.ask(at_.url, asked, false);
    if (!again)
      co_return std::nullopt;
    answer = std::move(*again);
  }
}

work_result a2a_talk::out_of_time(const std::string& seen) const {
  return told_of(
      work_result::failed(errc::call_timeout,
                          at_.url + ' ' + seen
                              + " (have it end sooner, or raise task_ms of its a2a)"),
      call_.acts);
}

work_result a2a_talk::named(work_result result) const {
  if (result.failure == errc::none)
    return result;
  result.detail =
      with_remedy({result.failure, at_.url + ' ' + result.detail, remedy_for(result.failure)});
  return told_of(std::move(result), call_.acts);
}

void a2a_talk::cancel() {
  line_.tell(at_.url, a2a::cancel_task(task_, at_));
}

} // namespace mesh::calls
