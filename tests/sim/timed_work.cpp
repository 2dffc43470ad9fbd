#include "tests/sim/timed_work.hpp"

#include <utility>

#include "tests/support/catch.hpp"

namespace mesh::testing {

timed_work::~timed_work() {
  cut_off();
}

std::optional<planned_result> timed_work::start(const job& what,
                                                const std::function<work_done()>& /*done*/) {
  cut_off(); // what was before ended, or was put down
  const auto takes = on_->takes();
  const auto moment = on_->now();
  run_ = std::make_shared<begun_work>(
      begun_work{std::string(what.payload), who_, moment, moment + takes});
  run_->attempt = what.attempt;
  on_->seen.begun.push_back(run_);
  return planned_result{work_result::ready("done: " + std::string(what.payload)), takes};
}

void timed_work::cancel(message_id /*id*/) {
  cut_off();
}

void timed_work::cut_off() {
  if (run_ && run_->done > on_->now())
    run_->cut_off = on_->now();
  run_.reset();
}

void note(effects& seen, const std::string& payload, const delegate_result& told,
          time_point at) {
  if (told.agent)
    seen.answers.push_back({payload, *told.agent, at, {}, told.value});
  for (const auto& one : told.attempts) {
    REQUIRE(one.fate);
    seen.answers.push_back(
        {payload, one.agent, at, one.fate, {}, to_string(error{one.reason, one.detail})});
  }
  const auto code = told.failure.code;
  if (code != errc::none && code != errc::unknown && told.attempts.empty())
    seen.refused.push_back(payload);
}

void happenings::happen(const std::function<time_point()>& now) {
  while (!in_event_ && !events_.empty() && now() >= events_.begin()->first) {
    const auto event = std::move(events_.begin()->second);
    events_.erase(events_.begin());
    in_event_ = true;
    event();
    in_event_ = false;
  }
}

} // namespace mesh::testing
