#include "actors/parts/delegate_runs.hpp"

#include <algorithm>

#include "actors/parts/request_checks.hpp"
#include "actors/parts/task_answer.hpp"

namespace mesh {

struct delegate_runs::run {
  delegate_request request;
  double timeout_ms = 0;
  delegate_result result;
  time_point began;
  delegated done;
  std::uint64_t command = 0; // that all attempts belong to
  std::uint8_t begun = 0;    // attempts that may have been
};

delegate_runs::delegate_runs(run_context context, std::function<error()> refusal)
    : context_(std::move(context)), refusal_(std::move(refusal)) {}

void delegate_runs::start(const delegate_request& request, delegated done) {
  auto made = std::make_shared<run>();
  made->request = request;
  made->timeout_ms = request.timeout_ms.value_or(context_.cfg.coordination.delegate_timeout_ms);
  made->began = context_.now();
  made->done = std::move(done);
  auto& failure = made->result.failure;
  failure = check_in_a_row(request.what, made->timeout_ms);
  if (failure.code == errc::none)
    failure = context_.choice.check_frozen(
        {}, request.cls, request.agent ? std::vector{*request.agent} : std::vector<agent_id>{});
  if (failure.code != errc::none)
    return made->done(std::move(made->result));
  next(made);
}

void delegate_runs::end(run& of, error why) const {
  of.result.failure = std::move(why);
  of.result.took_ms = context_.ms_since(of.began);
  of.done(std::move(of.result));
}

void delegate_runs::next(const std::shared_ptr<run>& of) {
  const auto& attempts = of->result.attempts;
  auto left_ms = of->timeout_ms - context_.ms_since(of->began);
  auto most =
      static_cast<std::size_t>(std::max(1, context_.cfg.coordination.delegate_attempts));
  auto last_reason = [&]() -> error {
    return {attempts.back().reason, attempts.back().detail};
  };
  if (attempts.size() >= most)
    return end(*of, last_reason());
  if (left_ms <= 0)
    return end(*of, {errc::timeout, "no result " + within(of->timeout_ms)});
  auto agent = context_.choice.pick(of->request, attempts);
  if (!agent && !attempts.empty())
    return end(*of, last_reason());
  if (!agent) {
    auto why = refusal_();
    return end(*of, why.code != errc::none
                        ? why
                        : context_.choice.nobody_for(of->request, of->result));
  }
  scatter_request request;
  request.client = of->request.client;
  request.what = of->request.what;
  request.what.how = strategy::direct;
  request.targets = {*agent};
  request.scheduled = false;
  request.horizon_ms = 0;
  request.window_ms = left_ms;
  request.attempt = of->begun;
  if (of->command == 0)
    of->command = context_.below.next_gather();
  request.command = of->command;
  context_.below.scatter(request, reach::agents, [this, of, agent](scatter_result part) {
    tried(of, *agent, std::move(part));
  });
}

namespace {

/// No other agent is asked after this.
error given_up(agent_id agent, const exception_group& why, work_fate fate, bool cancelled,
               const std::string& until) {
  auto told = no_result(agent, why, fate, cancelled ? "before it was cancelled" : until);
  if (cancelled && told.code == errc::timeout)
    told.code = errc::cancelled;
  return told;
}

} // namespace

/// One attempt has ended.
// NOLINTNEXTLINE(performance-unnecessary-value-param): it is the run's now
void delegate_runs::tried(const std::shared_ptr<run>& of, agent_id agent, scatter_result part) {
  auto& mine = of->result;
  mine.cancelled = part.cancelled;
  if (part.failure.code != errc::none)
    return end(*of, part.cancelled ? error{errc::cancelled, "cancelled"} : part.failure);
  if (const auto* answer = only_answer(part.summary)) {
    mine.agent = agent;
    mine.cls = context_.who.identity(agent).cls;
    mine.state = answer->state;
    mine.value = answer->value;
    mine.answer = *answer;
    mine.attempt = part.summary.attempt;
    mine.fate.reset();
    return end(*of, {});
  }
  const auto& why = part.summary.exceptions.front();
  mine.fate = fate_of(part.summary);
  mine.attempts.push_back({agent, why.reason, why.detail, mine.fate});
  auto cut_off = part.cancelled || context_.ms_since(of->began) >= of->timeout_ms;
  auto nobody_knows = mine.fate == work_fate::unknown && why.reason != errc::agent_down;
  if (why.kind == exception_kind::straggler || cut_off || nobody_knows)
    return end(*of, given_up(agent, why, *mine.fate, part.cancelled, within(of->timeout_ms)));
  of->begun += mine.fate == work_fate::never_begun ? 0 : 1;
  next(of);
}

} // namespace mesh
