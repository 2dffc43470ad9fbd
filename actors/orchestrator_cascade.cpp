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
  request.of_a_cascade = true;
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

namespace {

/// The sectors or clusters that did not confirm: each is named by an agent of its own.
std::vector<scope> unreached_in(const gather_summary& s, reach depth) {
  constexpr std::size_t most = 100;
  std::vector<scope> found;
  for (const auto& group : s.exceptions)
    for (auto agent : group.agents) {
      auto unit =
          depth == reach::sectors ? scope(agent.parent().parent()) : scope(agent.parent());
      if (found.size() < most && std::ranges::count(found, unit) == 0)
        found.push_back(unit);
    }
  return found;
}

} // namespace

/// `complete`: one that ended early is no quick cascade.
void orchestrator_state::end_cascade(cascade_run& run, bool complete) {
  auto& result = run.result;
  result.total_ms = ms_since(run.began);
  result.total.took_ms = result.total_ms;
  const auto& s = result.total.summary;
  // Of one whose phases need different shares the minimum of no one is that of all.
  auto fell_short =
      std::ranges::any_of(result.phases, [](const phase_result& p) { return !p.passed; });
  result.total.decision =
      decide_quorum(s.ready, s.conflict, s.straggler, cfg().coordination,
                    fell_short ? std::nullopt : std::optional(result.total.minimum));
  if (result.total.failure.code == errc::none && !result.total.cancelled)
    result.total.failure = turned_away(s);
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
  p.targets = s.targets;
  p.skipped = s.skipped;
  p.refused = s.refused;
  if (phase.depth != reach::agents)
    p.unreached = unreached_in(s, phase.depth);
  p.outcome = judge_phase(phase, s, p.expected);
  p.passed = p.outcome != phase_outcome::partial && part.failure.code == errc::none;
  to.failed_at_sector =
      phase.must_pass && !p.passed && part.failure.code == errc::none && !part.cancelled;
  to.phases.push_back(std::move(p));
  if (to.failed_at_sector)
    count_unsent(to, part);
  total.cancelled = part.cancelled;
  // In a phase of a class, nobody to send to is a finding, not a failure.
  auto nobody = part.failure.code == errc::no_capable_agent;
  if (part.failure.code != errc::none && !(phase.cls && nobody))
    total.failure = part.failure;
}

/// C1: a wave that ends at the sectors was for everybody, and reached nobody.
void orchestrator_state::count_unsent(cascade_result& to, const scatter_result& sectors) const {
  auto& s = to.total.summary;
  const auto bounds = bounds_of(cfg().limits);
  for (auto agent : around_->who.in({})) {
    if (around_->who.of(agent) != membership::member)
      continue;
    const auto unreached = std::ranges::count(sectors.unreached, agent.parent().parent()) > 0;
    ++s.targets;
    ++s.refused;
    if (unreached)
      s.add_exception(exception_kind::refused, errc::sector_unreachable,
                      "the coordinator did not confirm", agent, bounds);
    else
      s.add_exception(exception_kind::refused, errc::failed_at_sector,
                      "not sent: the wave ended at the sectors", agent, bounds);
  }
  s.sectors = sectors.summary.sectors;
  to.total.minimum = cfg().coordination.gather_minimum;
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
