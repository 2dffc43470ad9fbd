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

} // namespace

// -- delegations (O4) -------------------------------------------------------------

struct orchestrator_state::delegate_run {
  delegate_request request;
  double timeout_ms = 0;
  delegate_result result;
  time_point began;
  std::function<void(delegate_result)> done;
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
    return end({errc::timeout, "no result in " + std::to_string(int(run->timeout_ms)) + " ms"});
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
  scatter(request, reach::agents, [this, run, end, agent](scatter_result part) {
    auto& mine = run->result;
    mine.cancelled = part.cancelled;
    if (part.cancelled)
      return end({errc::cancelled, "cancelled"});
    if (part.failure.code != errc::none)
      return end(part.failure);
    if (!part.summary.answers.empty()) {
      mine.agent = *agent;
      mine.cls = around_->who.identity(*agent).cls;
      mine.state = part.summary.answers.front().state;
      mine.value = part.summary.answers.front().value;
      return end({});
    }
    const auto& why = part.summary.exceptions.front(); // one target, one exception
    mine.attempts.push_back({*agent, why.reason, why.detail});
    if (why.reason == errc::timeout)
      return end({errc::timeout, to_string(*agent) + " gave no result in "
                                     + std::to_string(int(run->timeout_ms)) + " ms"});
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
  scatter(request, reach::agents,
          [this, run, end, agent = request.targets.front()](scatter_result part) {
            pipeline_step step;
            step.agent = agent;
            step.took_ms = part.took_ms;
            run->result.cancelled = part.cancelled;
            if (part.failure.code != errc::none)
              return end(part.failure);
            if (!part.summary.answers.empty()) {
              step.state = part.summary.answers.front().state;
              step.value = part.summary.answers.front().value;
            }
            if (!part.summary.exceptions.empty()) {
              step.failure = part.summary.exceptions.front().reason;
              step.detail = part.summary.exceptions.front().detail;
            }
            auto ready = step.state == trinary::ready && part.summary.ready == 1;
            run->result.steps.push_back(std::move(step));
            if (part.cancelled)
              return end({errc::cancelled, "cancelled"});
            if (ready)
              return next_step(run);
            auto& last = run->result.steps.back();
            end({last.state == trinary::conflict ? errc::work_failed : last.failure,
                 to_string(agent) + (last.state == trinary::conflict ? " answered -1: " : ": ")
                     + last.detail});
          });
}

} // namespace mesh
