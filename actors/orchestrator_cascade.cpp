// C1-C3: a cascade is several scatters in a row, kept in a small record that
// lives in their continuations.
#include <algorithm>

#include "actors/coordination/bounds_of.hpp"
#include "actors/coordination/cascade_plan.hpp"
#include "actors/coordination/quorum.hpp"
#include "actors/orchestrator.hpp"

namespace mesh {

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
  return check_frozen({}, std::nullopt, {});
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

/// C3: a class with nobody in it is no phase.
bool orchestrator_state::has_anybody(agent_class cls) const {
  const auto& named = cfg().agents;
  return cfg().of(cls).share > 0
         || std::any_of(named.begin(), named.end(),
                        [&](const auto& some) { return some.cls == cls; });
}

void orchestrator_state::next_phase(const std::shared_ptr<cascade_run>& run) {
  const auto& result = run->result;
  auto stop = result.failed_at_sector || result.total.cancelled
              || result.total.failure.code != errc::none;
  while (!stop && run->next < run->phases.size() && run->phases[run->next].cls
         && !has_anybody(*run->phases[run->next].cls))
    ++run->next;
  if (stop || run->next == run->phases.size())
    return end_cascade(*run, !stop);
  const auto& phase = run->phases[run->next++];
  scatter(request_of(*run, phase), phase.depth, [this, run, phase](const scatter_result& part) {
    add_phase(run->result, phase, part);
    next_phase(run);
  });
}

/// `complete`: one that ended early is no quick cascade.
void orchestrator_state::end_cascade(cascade_run& run, bool complete) {
  auto& result = run.result;
  result.total_ms = ms_since(run.began);
  result.total.took_ms = result.total_ms;
  const auto& s = result.total.summary;
  result.total.decision = decide_quorum(s.ready, s.conflict, s.straggler, cfg().coordination);
  if (complete) {
    kpi_.cascaded(result.total_ms);
    last_cascade_ = now();
  }
  run.done(std::move(result));
}

void orchestrator_state::add_phase(cascade_result& to, const cascade_phase& phase,
                                   const scatter_result& part) const {
  auto& total = to.total;
  const auto& s = part.summary;
  phase_result p;
  p.phase = phase;
  p.took_ms = part.took_ms;
  switch (phase.depth) {
  case reach::sectors:
    p.expected = static_cast<std::uint32_t>(cfg().topology.sectors);
    p.reached = s.sectors;
    break;
  case reach::leads:
    p.expected = static_cast<std::uint32_t>(around_->who.clusters());
    p.reached = s.clusters;
    break;
  case reach::agents:
    p.expected = s.sent;
    p.reached = s.ready;
    add_answers(to, part);
    break;
  }
  p.passed = phase_passed(phase, s, p.expected);
  to.phases.push_back(p);
  to.failed_at_sector = phase.must_pass && !p.passed;
  total.cancelled = part.cancelled;
  // In a phase of a class, nobody to send to is a finding, not a failure.
  auto nobody =
      part.failure.code == errc::no_capable_agent || part.failure.code == errc::frozen;
  if (part.failure.code != errc::none && !(phase.cls && nobody))
    total.failure = part.failure;
}

void orchestrator_state::add_answers(cascade_result& to, const scatter_result& part) const {
  auto& total = to.total;
  auto sectors = std::max(total.summary.sectors, part.summary.sectors);
  auto clusters = std::max(total.summary.clusters, part.summary.clusters);
  total.summary.merge(part.summary, bounds_of(cfg().limits));
  total.summary.sectors = sectors; // the same ones again in each phase
  total.summary.clusters = clusters;
  total.window_ms = part.window_ms;
  total.horizon_ms = std::max(total.horizon_ms, part.horizon_ms);
  total.minimum = to.kind == cascade_kind::priority_first ? 0 : part.minimum;
}

} // namespace mesh
