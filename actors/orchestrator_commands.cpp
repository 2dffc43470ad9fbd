// What takes several scatters: cascades, delegations, pipelines. Each is a
// small record that lives in the continuations of its scatters.
#include "actors/orchestrator.hpp"

#include <algorithm>

#include "actors/coordination/cascade_plan.hpp"
#include "actors/coordination/quorum.hpp"

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

// -- cascades (C1-C3) -------------------------------------------------------------

struct orchestrator_state::cascade_run {
  cascade_request request;
  std::vector<cascade_phase> phases;
  std::size_t next = 0;
  cascade_result result;
  time_point began;
  std::function<void(cascade_result)> done;
};

void orchestrator_state::cascade(const cascade_request& request,
                                 std::function<void(cascade_result)> done) {
  auto run = std::make_shared<cascade_run>();
  run->request = request;
  run->phases = plan_cascade(request.kind, request.window_ms, cfg().coordination);
  run->result.kind = request.kind;
  run->result.total.scheduled = request.scheduled;
  run->began = now();
  run->done = std::move(done);
  run->result.total.failure = check(*run);
  next_phase(run);
}

/// All phases, before the first one is sent.
error orchestrator_state::check(const cascade_run& run) const {
  if (!run.request.what.parts.empty())
    return {errc::invalid_argument, "only a scatter has parts", "send one payload"};
  for (const auto& phase : run.phases)
    if (auto wrong = check(request_of(run, phase), phase.window_ms, phase.minimum);
        wrong.code != errc::none)
      return wrong;
  return {};
}

scatter_request orchestrator_state::request_of(const cascade_run& run,
                                               const cascade_phase& phase) {
  scatter_request request;
  request.client = run.request.client;
  request.what = run.request.what;
  request.cls = phase.cls;
  request.window_ms = phase.window_ms;
  request.minimum = phase.minimum;
  request.horizon_ms = run.request.horizon_ms;
  request.scheduled = run.request.scheduled;
  return request;
}

void orchestrator_state::next_phase(const std::shared_ptr<cascade_run>& run) {
  auto& result = run->result;
  auto stop = result.failed_at_sector || result.total.cancelled
              || result.total.failure.code != errc::none;
  if (stop || run->next == run->phases.size()) {
    result.total_ms = ms_since(run->began);
    result.total.took_ms = result.total_ms;
    const auto& s = result.total.summary;
    result.total.decision = decide_quorum(s.ready, s.conflict, s.straggler, cfg().coordination);
    if (!stop) { // one that ended early is no quick cascade
      kpi_.cascaded(result.total_ms);
      last_cascade_ = now();
    }
    return run->done(std::move(result));
  }
  const auto& phase = run->phases[run->next++];
  if (phase.cls) { // C3: a class with nobody in it is no phase
    auto anybody = cfg().of(*phase.cls).share > 0;
    for (const auto& some : cfg().agents)
      anybody = anybody || some.cls == phase.cls;
    if (!anybody)
      return next_phase(run);
  }
  scatter(request_of(*run, phase), phase.depth, [this, run, phase](scatter_result part) {
    auto& total = run->result.total;
    const auto& s = part.summary;
    phase_result p;
    p.phase = phase;
    p.took_ms = part.took_ms;
    auto everywhere = static_cast<std::uint32_t>(
        phase.depth == reach::sectors ? cfg().topology.sectors : cfg().topology.clusters());
    p.expected = phase.depth == reach::agents ? s.sent : everywhere;
    p.reached = phase.depth == reach::agents    ? s.ready
                : phase.depth == reach::sectors ? s.sectors
                                                : s.clusters;
    p.passed = phase_passed(phase, s, p.expected);
    run->result.phases.push_back(p);
    run->result.failed_at_sector = phase.must_pass && !p.passed;
    total.cancelled = part.cancelled;
    // In a phase of a class, nobody to send to is a finding, not a failure.
    if (part.failure.code != errc::none
        && !(phase.cls && part.failure.code == errc::no_capable_agent))
      total.failure = part.failure;
    if (phase.depth == reach::agents) {
      auto sectors = std::max(total.summary.sectors, s.sectors);
      auto clusters = std::max(total.summary.clusters, s.clusters);
      const auto& limits = cfg().limits;
      total.summary.merge(s, {static_cast<std::size_t>(limits.distinct_answers),
                              static_cast<std::size_t>(limits.named_agents)});
      total.summary.sectors = sectors; // the same ones again in each phase
      total.summary.clusters = clusters;
      total.window_ms = part.window_ms;
      total.horizon_ms = std::max(total.horizon_ms, part.horizon_ms);
      total.minimum = run->result.kind == cascade_kind::priority_first ? 0 : part.minimum;
    }
    next_phase(run);
  });
}

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
  for (const auto& row :
       best_of(around_->agents, {}, tried.size() + 1, cfg().impedance.score_cap,
               {*capabilities, run.request.cls}, *rules_)) {
    auto again = std::any_of(tried.begin(), tried.end(),
                             [&](const auto& t) { return t.agent == row.id; });
    if (!again)
      return row.id;
  }
  return std::nullopt;
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
    return end({errc::no_capable_agent, "no active agent can take this task",
                "see 'agents' and 'route list'"});
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
