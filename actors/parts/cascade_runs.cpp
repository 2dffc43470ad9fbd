#include "actors/parts/cascade_runs.hpp"

#include <algorithm>

#include "actors/coordination/bounds_of.hpp"
#include "actors/coordination/cascade_plan.hpp"
#include "actors/coordination/quorum.hpp"
#include "actors/coordination/turned_away.hpp"

namespace mesh {

struct cascade_runs::run {
  cascade_request request;
  std::vector<cascade_phase> phases;
  std::size_t next = 0;
  cascade_result result;
  time_point began;
  cascaded done;
};

cascade_runs::cascade_runs(run_context context, completed heard)
    : context_(std::move(context)), heard_(std::move(heard)) {}

void cascade_runs::start(const cascade_request& request, cascaded done) {
  auto made = std::make_shared<run>();
  made->request = request;
  made->phases = plan_cascade(request.kind, request.window_ms, context_.cfg.coordination);
  made->result.kind = request.kind;
  made->result.total.scheduled = request.scheduled;
  made->began = context_.now();
  made->done = std::move(done);
  made->result.total.failure = check(*made);
  next(made);
}

/// All phases, before the first one is sent.
error cascade_runs::check(const run& of) const {
  if (!of.request.what.parts.empty())
    return {errc::invalid_argument, "only a scatter has parts", "send one payload"};
  for (const auto& phase : of.phases)
    if (auto wrong =
            context_.below.check(request_of(of, phase), phase.window_ms, phase.minimum);
        wrong.code != errc::none)
      return wrong;
  return context_.choice.check_frozen({}, std::nullopt, {});
}

scatter_request cascade_runs::request_of(const run& of, const cascade_phase& phase) {
  scatter_request request;
  request.client = of.request.client;
  request.what = of.request.what;
  request.cls = phase.cls;
  request.window_ms = phase.window_ms;
  request.minimum = phase.minimum;
  request.horizon_ms = of.request.horizon_ms;
  request.scheduled = of.request.scheduled;
  request.of_a_cascade = true;
  return request;
}

/// C3: a class with nobody in it is no phase.
bool cascade_runs::has_anybody(agent_class cls) const {
  const auto& named = context_.cfg.agents;
  return context_.cfg.of(cls).share > 0
         || std::any_of(named.begin(), named.end(),
                        [&](const auto& some) { return some.cls == cls; });
}

void cascade_runs::next(const std::shared_ptr<run>& of) {
  const auto& result = of->result;
  auto stop = result.failed_at_sector || result.total.cancelled
              || result.total.failure.code != errc::none;
  while (!stop && of->next < of->phases.size() && of->phases[of->next].cls
         && !has_anybody(*of->phases[of->next].cls))
    ++of->next;
  if (stop || of->next == of->phases.size())
    return end(*of, !stop);
  const auto& phase = of->phases[of->next++];
  context_.below.scatter(request_of(*of, phase), phase.depth,
                         [this, of, phase](const scatter_result& part) {
                           add_phase(of->result, phase, part);
                           next(of);
                         });
}

/// `complete`: one that ended early is no quick cascade.
void cascade_runs::end(run& of, bool complete) const {
  auto& result = of.result;
  result.total_ms = context_.ms_since(of.began);
  result.total.took_ms = result.total_ms;
  const auto& s = result.total.summary;
  // Of one whose phases need different shares the minimum of no one is that of all.
  auto fell_short =
      std::ranges::any_of(result.phases, [](const phase_result& p) { return !p.passed; });
  result.total.decision =
      decide_quorum(s.ready, s.conflict, s.straggler, context_.cfg.coordination,
                    fell_short ? std::nullopt : std::optional(result.total.minimum));
  if (result.total.failure.code == errc::none && !result.total.cancelled)
    result.total.failure = all_turned_away(s);
  if (complete)
    heard_(result);
  of.done(std::move(result));
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

void cascade_runs::add_phase(cascade_result& to, const cascade_phase& phase,
                             const scatter_result& part) const {
  auto& total = to.total;
  const auto& s = part.summary;
  phase_result p;
  p.phase = phase;
  p.took_ms = part.took_ms;
  switch (phase.depth) {
  case reach::sectors:
    p.expected = static_cast<std::uint32_t>(context_.cfg.topology.sectors);
    p.reached = s.sectors;
    break;
  case reach::leads:
    p.expected = static_cast<std::uint32_t>(context_.who.clusters());
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
void cascade_runs::count_unsent(cascade_result& to, const scatter_result& sectors) const {
  auto& s = to.total.summary;
  const auto bounds = bounds_of(context_.cfg.limits);
  for (auto agent : context_.who.in({})) {
    if (context_.who.of(agent) != membership::member)
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
  to.total.minimum = context_.cfg.coordination.gather_minimum;
}

void cascade_runs::add_answers(cascade_result& to, const scatter_result& part) const {
  auto& total = to.total;
  auto sectors = std::max(total.summary.sectors, part.summary.sectors);
  auto clusters = std::max(total.summary.clusters, part.summary.clusters);
  total.summary.merge(part.summary, bounds_of(context_.cfg.limits));
  total.summary.sectors = sectors; // the same ones again in each phase
  total.summary.clusters = clusters;
  total.window_ms = part.window_ms;
  total.horizon_ms = std::max(total.horizon_ms, part.horizon_ms);
  total.minimum = to.kind == cascade_kind::priority_first ? 0 : part.minimum;
}

} // namespace mesh
