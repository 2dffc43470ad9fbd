// Delegations and pipelines: like a cascade several scatters in a row, in a
// record that lives in their continuations.
#include "actors/orchestrator.hpp"

#include <algorithm>

#include "actors/coordination/candidates.hpp"

namespace mesh {

namespace {

/// What several scatters in a row have in common: all send the same, within a
/// time that is known.
error check_in_a_row(const draft& what, double timeout_ms) {
  constexpr double hour_ms = 3'600'000;
  if (!what.parts.empty())
    return {errc::invalid_argument, "only a scatter has parts", "send one payload"};
  if (!(timeout_ms > 0 && timeout_ms <= hour_ms))
    return {errc::invalid_argument, "the timeout must be longer than 0 and at most an hour"};
  return {};
}

/// The only answer of a gather to one agent; null when there is none.
const answer_group* only_answer(const gather_summary& s) {
  return s.answers.empty() ? nullptr : &s.answers.front();
}

/// What became of a message to one agent that brought no answer (M3).
work_fate fate_of(const gather_summary& s) {
  const auto& why = s.exceptions.front(); // one target, one exception
  return mesh::fate_of(why.kind, why.reason);
}

/// Of work whose caller stopped waiting: what he is told.
error no_result(agent_id agent, const exception_group& why, work_fate fate,
                const std::string& until) {
  auto who = to_string(agent);
  auto said = why.detail.empty() ? "" : " (" + why.detail + ")";
  switch (fate) {
  case work_fate::never_begun:
    return {errc::timeout, who + " had not begun it " + until + ", and will not" + said};
  case work_fate::goes_on:
    return {errc::timeout, who + " gave no result " + until + "; it goes on, as asked"};
  case work_fate::done_late:
    return {errc::timeout, who + " gave no result " + until + "; it was done, too late"};
  case work_fate::unknown:
    if (why.reason == errc::agent_down)
      return {errc::timeout, who + " went down with it, and it was not done " + until};
    return {errc::unknown,
            who + " gave no result " + until + ", and nobody knows whether it does it: "
                + std::string(name_of(why.reason)) + said,
            "look whether it was done before you ask again"};
  default:
    return {errc::timeout, who + " gave no result " + until + ": its work "
                               + (why.detail.empty() ? "was stopped" : why.detail)};
  }
}

std::string within(double timeout_ms) {
  return "in " + std::to_string(int(timeout_ms)) + " ms";
}

} // namespace

// -- delegations (O4) -------------------------------------------------------------

struct orchestrator_state::delegate_run {
  delegate_request request;
  double timeout_ms = 0;
  delegate_result result;
  time_point began;
  std::function<void(delegate_result)> done;
  std::uint64_t command = 0; // that all attempts belong to
  std::uint8_t begun = 0;    // attempts that may have been
};

void orchestrator_state::delegate(const delegate_request& request,
                                  std::function<void(delegate_result)> done) {
  auto run = std::make_shared<delegate_run>();
  run->request = request;
  run->timeout_ms = request.timeout_ms.value_or(cfg().coordination.delegate_timeout_ms);
  run->began = now();
  run->done = std::move(done);
  run->result.failure = check_in_a_row(request.what, run->timeout_ms);
  if (run->result.failure.code == errc::none)
    run->result.failure = check_frozen(
        {}, request.cls, request.agent ? std::vector{*request.agent} : std::vector<agent_id>{});
  if (run->result.failure.code != errc::none)
    return run->done(std::move(run->result));
  next_attempt(run);
}

/// The best agent that was not tried yet, or the one that was named.
std::optional<agent_id> orchestrator_state::pick(const delegate_run& run) const {
  const auto& tried = run.result.attempts;
  if (run.request.agent)
    return tried.empty() ? run.request.agent : std::nullopt;
  auto capabilities = around_->who.capabilities().resolve(run.request.what.capabilities);
  if (!capabilities)
    return std::nullopt;
  routing_request wanted{*capabilities, run.request.cls};
  if (run.request.healthy_sectors_only)
    wanted.avoided_sectors = unhealthy_sectors(around_->agents);
  for (const auto& row :
       best_of(around_->agents, {}, tried.size() + 1, any_score, wanted, *rules_)) {
    auto again = std::any_of(tried.begin(), tried.end(),
                             [&](const auto& t) { return t.agent == row.id; });
    if (!again)
      return row.id;
  }
  return std::nullopt;
}

/// Why no agent was picked, when none was tried; notes those that are capable (Z8).
error orchestrator_state::nobody_for(delegate_run& run) const {
  if (global_->state() == circuit_state::open)
    return refusal();
  auto capabilities = around_->who.capabilities().resolve(run.request.what.capabilities);
  routing_request wanted;
  if (capabilities)
    wanted.capabilities = *capabilities;
  wanted.cls = run.request.cls;
  if (run.request.healthy_sectors_only)
    wanted.avoided_sectors = unhealthy_sectors(around_->agents);
  if (!capabilities)
    return capabilities.error();
  auto list = candidates_in(around_->agents, {}, wanted, *rules_, {},
                            static_cast<std::size_t>(cfg().limits.candidates));
  run.result.candidates = std::move(list.named);
  run.result.candidates_of = static_cast<std::uint32_t>(list.of);
  auto why = why_nobody({}, wanted);
  if (why.code == errc::no_capable_agent)
    why.detail = (run.request.healthy_sectors_only
                      ? "no active agent of a healthy sector can take this task: "
                      : "no active agent can take this task: ")
                 + why.detail;
  return why;
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

void orchestrator_state::next_attempt(const std::shared_ptr<delegate_run>& run) {
  auto& result = run->result;
  auto end = [this, run](error why) {
    run->result.failure = std::move(why);
    run->result.took_ms = ms_since(run->began);
    run->done(std::move(run->result));
  };
  auto left_ms = run->timeout_ms - ms_since(run->began);
  auto most = static_cast<std::size_t>(std::max(1, cfg().coordination.delegate_attempts));
  auto last_reason = [&]() -> error {
    return {result.attempts.back().reason, result.attempts.back().detail};
  };
  if (result.attempts.size() >= most)
    return end(last_reason());
  if (left_ms <= 0)
    return end({errc::timeout, "no result " + within(run->timeout_ms)});
  auto agent = pick(*run);
  if (!agent && !result.attempts.empty())
    return end(last_reason());
  if (!agent)
    return end(nobody_for(*run));
  scatter_request request;
  request.client = run->request.client;
  request.what = run->request.what;
  request.what.how = strategy::direct;
  request.targets = {*agent};
  request.scheduled = false;
  request.horizon_ms = 0;
  request.window_ms = left_ms;
  request.attempt = run->begun;
  if (run->command == 0)
    run->command = last_gather_ + 1;
  request.command = run->command;
  scatter(request, reach::agents, [this, run, end, agent](scatter_result part) {
    auto& mine = run->result;
    mine.cancelled = part.cancelled;
    if (part.failure.code != errc::none)
      return end(part.cancelled ? error{errc::cancelled, "cancelled"} : part.failure);
    if (const auto* answer = only_answer(part.summary)) {
      mine.agent = *agent;
      mine.cls = around_->who.identity(*agent).cls;
      mine.state = answer->state;
      mine.value = answer->value;
      mine.answer = *answer;
      mine.attempt = part.summary.attempt;
      mine.fate.reset();
      return end({});
    }
    const auto& why = part.summary.exceptions.front();
    mine.fate = fate_of(part.summary);
    mine.attempts.push_back({*agent, why.reason, why.detail, mine.fate});
    auto cut_off = part.cancelled || ms_since(run->began) >= run->timeout_ms;
    auto nobody_knows = mine.fate == work_fate::unknown && why.reason != errc::agent_down;
    if (why.kind == exception_kind::straggler || cut_off || nobody_knows)
      return end(given_up(*agent, why, *mine.fate, part.cancelled, within(run->timeout_ms)));
    run->begun += mine.fate == work_fate::never_begun ? 0 : 1;
    next_attempt(run);
  });
}

// -- pipelines (M4) ---------------------------------------------------------------

struct orchestrator_state::pipeline_run {
  pipeline_request request;
  double timeout_ms = 0;
  pipeline_result result;
  time_point began;
  std::function<void(pipeline_result)> done;
  std::uint64_t command = 0; // that all steps belong to
};

void orchestrator_state::pipeline(const pipeline_request& request,
                                  std::function<void(pipeline_result)> done) {
  auto run = std::make_shared<pipeline_run>();
  run->request = request;
  run->timeout_ms = request.timeout_ms.value_or(cfg().coordination.delegate_timeout_ms);
  run->began = now();
  run->done = std::move(done);
  run->result.failure = check_in_a_row(request.what, run->timeout_ms);
  if (request.agents.empty())
    run->result.failure = {errc::invalid_argument, "a pipeline has at least one agent"};
  for (auto agent : request.agents)
    if (!around_->who.contains(agent))
      run->result.failure = {errc::unknown_target, to_string(agent) + " is not in this mesh",
                             "see 'status' for its size"};
  for (auto agent : request.agents) // before the first one does its part
    if (run->result.failure.code == errc::none)
      run->result.failure = check_frozen({}, std::nullopt, {agent});
  if (run->result.failure.code != errc::none)
    return run->done(std::move(run->result));
  next_step(run);
}

void orchestrator_state::next_step(const std::shared_ptr<pipeline_run>& run) {
  auto& result = run->result;
  auto left_ms = run->timeout_ms - ms_since(run->began);
  auto end = [this, run](error why) {
    run->result.failure = std::move(why);
    run->result.took_ms = ms_since(run->began);
    run->done(std::move(run->result));
  };
  if (result.steps.size() == run->request.agents.size())
    return end({});
  if (left_ms <= 0)
    return end({errc::timeout, "the pipeline did not end in time"});
  scatter_request request;
  request.client = run->request.client;
  request.what = run->request.what;
  request.what.how = strategy::pipeline;
  if (!result.steps.empty())
    request.what.payload = result.steps.back().value;
  request.targets = {run->request.agents[result.steps.size()]};
  request.scheduled = false;
  request.horizon_ms = 0;
  request.window_ms = left_ms;
  if (run->command == 0)
    run->command = last_gather_ + 1;
  request.command = run->command;
  scatter(request, reach::agents,
          [this, run, end, agent = request.targets.front()](scatter_result part) {
            pipeline_step step;
            step.agent = agent;
            step.took_ms = part.took_ms;
            run->result.cancelled = part.cancelled;
            if (part.failure.code != errc::none)
              return end(part.failure);
            const auto* answer = only_answer(part.summary);
            if (answer != nullptr) {
              step.state = answer->state;
              step.value = answer->value;
              step.answer = *answer;
              step.attempt = part.summary.attempt;
            }
            exception_group why;
            if (!part.summary.exceptions.empty()) {
              why = part.summary.exceptions.front();
              step.failure = why.reason;
              step.detail = why.detail;
            }
            if (answer == nullptr && why.count > 0)
              step.fate = fate_of(part.summary);
            auto state = step.state;
            auto fate = step.fate;
            run->result.steps.push_back(std::move(step));
            if (part.cancelled)
              return end({errc::cancelled, "cancelled"});
            if (state == trinary::ready && part.summary.ready == 1)
              return next_step(run);
            if (state == trinary::conflict)
              return end({errc::work_failed, to_string(agent) + " answered -1: " + why.detail});
            if (fate && (why.kind == exception_kind::straggler || *fate == work_fate::unknown))
              return end(no_result(agent, why, *fate, within(run->timeout_ms)));
            end({why.reason, to_string(agent) + ": " + why.detail});
          });
}

} // namespace mesh
