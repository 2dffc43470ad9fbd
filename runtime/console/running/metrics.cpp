#include "runtime/console/running/metrics.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "runtime/console/running/breakers.hpp"

namespace mesh::console {

namespace {

std::optional<double> spread(const std::optional<scatter_result>& r) {
  if (!r || r->summary.ready_offset.count() == 0)
    return std::nullopt;
  const auto& offsets = r->summary.ready_offset;
  return offsets.quantile(0.99) - offsets.quantile(0.01);
}

void add_last(metric_values& to, const scatter_result& r) {
  const auto& s = r.summary;
  const auto& errors = s.prediction_error;
  to["last.targets"] = s.targets;
  to["last.sent"] = s.sent;
  to["last.ready"] = s.ready;
  to["last.conflict"] = s.conflict;
  to["last.straggler"] = s.straggler;
  to["last.skipped"] = s.skipped;
  to["last.expired"] = s.expired;
  to["last.refused"] = s.refused;
  to["last.missing"] = r.missing();
  to["last.ready_rate"] = r.ready_rate();
  if (s.sent > 0)
    to["last.hit_rate"] = s.ready_offset.share_at_most(r.window_ms)
                          * static_cast<double>(s.ready_offset.count()) / s.sent;
  to["last.took"] = r.took_ms;
  if (errors.count() > 0) {
    to["last.error_p50"] = errors.quantile(0.5);
    to["last.error_p95"] = errors.quantile(0.95);
    to["last.within_10ms"] = errors.share_at_most(10);
  }
}

} // namespace

void add_hosts(metric_values& to, const nodes_report& report) {
  if (report.failure.code != errc::none)
    return;
  const auto count = [&](node_state state) {
    return static_cast<double>(std::ranges::count(
        report.nodes, state, [](const listed_node& n) { return n.row.state; }));
  };
  to["hosts.total"] = static_cast<double>(report.nodes.size());
  to["hosts.up"] = count(node_state::up);
  to["hosts.suspect"] = count(node_state::suspect);
  to["hosts.lost"] = count(node_state::lost);
  to["hosts.sectors_unplaced"] = report.unplaced;
  to["hosts.sectors_pending"] = report.pending;
}

metric_values metrics_of(const mesh_summary& mesh, const orchestrator_report& report,
                         const mesh_counters& counters, const event_log& events,
                         const journal_counts& journal, const last_results& last,
                         const mode_figures& modes) {
  metric_values values;
  for (const auto& m : metric_table())
    values[m.name] = std::nullopt;
  values["agents.total"] = mesh.agents;
  values["agents.active"] = mesh.active;
  values["agents.active_rate"] = mesh.active_rate();
  values["agents.degraded"] = mesh.degraded;
  values["agents.overdue"] = mesh.overdue;
  values["agents.quarantined"] = mesh.quarantined;
  values["frozen.agents"] = mesh.frozen;
  values["agents.suspect"] = mesh.suspect;
  values["agents.joining"] = mesh.joining;
  values["agents.leaving"] = mesh.leaving;
  values["mode"] = static_cast<double>(modes.mode);
  values["held.waiting"] = static_cast<double>(modes.held);
  values["held.released"] = static_cast<double>(modes.released);
  values["sectors.total"] = mesh.sectors;
  values["sectors.healthy"] = mesh.sectors_healthy;
  values["sectors.unserved"] = static_cast<double>(mesh.unserved.size());
  values["impedance.mean"] = mesh.mean_score;
  values["impedance.p95"] = mesh.p95_score;
  values["conflicts.last_hour"] = report.conflicts_last_hour;
  values["conflicts.total"] = static_cast<double>(journal.total);
  values["conflicts.unresolved"] = static_cast<double>(journal.unresolved);
  values["conflicts.overdue"] = static_cast<double>(journal.overdue);
  values["conflicts.ended_by_mesh"] = static_cast<double>(journal.ended_by_mesh);
  values["conflicts.for_a_person"] = static_cast<double>(journal.for_person);
  values["conflicts.with_sectors"] = static_cast<double>(journal.with_sectors);
  values["conflicts.with_orchestrator"] = static_cast<double>(journal.with_orchestrator);
  values["conflicts.unwritten"] = static_cast<double>(journal.unwritten);
  values["conflicts.refused"] = static_cast<double>(journal.refused);
  values["map.sectors"] = report.sectors_heard;
  values["map.age"] = report.oldest_summary_s * 1'000;
  auto count = [](const std::atomic<std::uint64_t>& n) {
    return static_cast<double>(n.load());
  };
  values["supervision.agents_replaced"] = count(counters.agents_replaced);
  values["supervision.leads_replaced"] = count(counters.leads_replaced);
  values["supervision.coordinators_replaced"] = count(counters.coordinators_replaced);
  values["supervision.orchestrators_replaced"] = count(counters.orchestrators_replaced);
  values["supervision.given_up"] = count(counters.given_up);
  values["supervision.escalations"] = count(counters.escalations);
  values["supervision.redeliveries"] = count(counters.redeliveries);
  auto breakers = count_breakers(report.circuits);
  values["breakers.clusters"] = static_cast<double>(breakers.clusters);
  values["breakers.sectors"] = static_cast<double>(breakers.sectors);
  values["breakers.global"] = static_cast<double>(breakers.global);
  values["agents.joined"] = count(counters.agents_joined);
  values["agents.left"] = count(counters.agents_left);
  values["breakers.opened"] = count(counters.breakers_opened);
  values["breakers.turned_away"] = count(counters.turned_away);
  values["contexts.restored"] = count(counters.contexts_restored);
  values["process.times_starved"] = count(counters.times_starved);
  values["process.away"] = count(counters.away_ms);
  values["process.deaths_held"] = count(counters.deaths_held);
  constexpr std::array classes{
      std::pair{failure_class::transient_network, "events.transient_network"},
      std::pair{failure_class::agent_crash, "events.agent_crash"},
      std::pair{failure_class::impedance_spike, "events.impedance_spike"},
      std::pair{failure_class::context_corruption, "events.context_corruption"},
      std::pair{failure_class::byzantine_behavior, "events.byzantine_behavior"},
      std::pair{failure_class::cascade_failure, "events.cascade_failure"},
      std::pair{failure_class::stuck_work, "events.stuck_work"},
      std::pair{failure_class::detection_held, "events.detection_held"}};
  for (auto [cls, name] : classes)
    values[name] = static_cast<double>(events.count(cls));
  double of_hosts = 0;
  for (int i = 0; i < static_cast<int>(notice_kind::proposal_made); ++i)
    of_hosts += static_cast<double>(events.count(to_string(static_cast<notice_kind>(i))));
  values["events.hosts"] = of_hosts;
  values["supervision.thawed_answers"] = count(counters.thawed_answers);
  if (last.any)
    add_last(values, *last.any);
  values["last.spread"] = spread(last.any);
  values["scheduled.spread"] = spread(last.scheduled);
  values["unscheduled.spread"] = spread(last.unscheduled);
  auto with = spread(last.scheduled);
  auto without = spread(last.unscheduled);
  if (with && without && *without > 0)
    values["spread.ratio"] = *with / *without;
  values["last.exit_code"] = last.exit_code;
  for (const auto& k : report.kpi)
    if (k.value)
      values["kpi." + k.name] = k.unit == "%" ? *k.value / 100 : *k.value;
  return values;
}

const std::vector<metric_help>& metric_table() {
  static const std::vector<metric_help> table{
      {"agents.total", "agents", "agents in the mesh"},
      {"agents.active", "agents", "of them active"},
      {"agents.active_rate", "share", "active of total"},
      {"agents.degraded", "agents", "of the active, slower than is usual for them"},
      {"agents.overdue", "agents", "with work in hand that is overdue"},
      {"agents.quarantined", "agents", "kept away from work"},
      {"agents.suspect", "agents", "whose host is silent"},
      {"agents.joining", "agents", "that are new, and not sent to yet"},
      {"agents.leaving", "agents", "that end what they have in hand"},
      {"agents.joined", "agents", "that have joined since the start"},
      {"agents.left", "agents", "that have left since the start"},
      {"clusters.drifting", "clusters", "with over a tenth of their agents unstable"},
      {"mode", "", "0 FULL, 1 to 3 DEGRADED_LIGHT, _MODERATE, _SEVERE, 4 EMERGENCY"},
      {"held.waiting", "commands", "that wait for a better mode"},
      {"held.released", "commands", "that waited and have run"},
      {"sectors.total", "sectors", "sectors in the mesh"},
      {"sectors.healthy", "sectors", "with over 95 % of their agents active"},
      {"sectors.unserved", "sectors", "of which no agent is reachable"},
      {"hosts.total", "hosts", "known to the orchestrator, of a mesh over several"},
      {"hosts.up", "hosts", "of them up"},
      {"hosts.suspect", "hosts", "of them silent"},
      {"hosts.lost", "hosts", "of them lost"},
      {"hosts.sectors_unplaced", "sectors", "that no host has"},
      {"hosts.sectors_pending", "sectors", "assigned to a host that has not started them"},
      {"events.hosts", "events", "R2: hosts that joined, were lost, took over ..."},
      {"impedance.mean", "ms", "mean score of all agents"},
      {"impedance.p95", "ms", "95th percentile of the scores"},
      {"conflicts.last_hour", "conflicts", "answers of -1 in the last hour"},
      {"conflicts.total", "conflicts", "in the log, those of earlier runs too"},
      {"conflicts.unresolved", "conflicts", "of them unresolved"},
      {"conflicts.overdue", "conflicts", "of those whose deadline has passed"},
      {"conflicts.ended_by_mesh", "conflicts", "that the mesh has resolved, since the start"},
      {"conflicts.for_a_person", "conflicts", "unresolved, and await an operator"},
      {"conflicts.with_sectors", "conflicts", "unresolved, that coordinators have"},
      {"conflicts.with_orchestrator", "conflicts", "unresolved, that the orchestrator has"},
      {"conflicts.unwritten", "conflicts", "in memory until the disk takes them"},
      {"conflicts.refused", "conflicts", "lost: neither disk nor memory had room"},
      {"chains.running", "chains", "that go on"},
      {"chains.complete", "chains", "all of whose tasks are verified"},
      {"chains.stuck", "chains", "that cannot go on until somebody retries them"},
      {"chains.cancelled", "chains", "that were cancelled"},
      {"chains.tasks_begun", "tasks", "of chains that agents began"},
      {"chains.tasks_ahead", "tasks", "of them before all they build on was verified"},
      {"chains.tasks_verified", "tasks", "of chains, verified"},
      {"chains.tasks_refuted", "tasks", "of chains, refuted by those who checked them"},
      {"chains.tasks_flushed", "tasks", "abandoned because they built on what was wrong"},
      {"chains.wasted_share", "share", "of agents' time on chains, for what was flushed"},
      {"chains.looks", "looks", "at boards of chains, by agents"},
      {"chains.looks_per_task", "looks", "for each task that was begun"},
      {"chains.given_up", "works", "that agents gave up because of a look"},
      {"chains.queued", "jobs", "that wait for busy agents now"},
      {"chains.steals", "jobs", "that idle agents took from busy ones"},
      {"chains.speed_up", "", "of complete chains, against waiting for each verification"},
      {"map.sectors", "sectors", "that have reported to the orchestrator"},
      {"map.age", "ms", "since the oldest of those reports"},
      {"supervision.agents_replaced", "agents", "replaced since the start"},
      {"supervision.leads_replaced", "leads", "replaced since the start"},
      {"supervision.coordinators_replaced", "coordinators", "replaced since the start"},
      {"supervision.orchestrators_replaced", "orchestrators", "replaced since the start"},
      {"supervision.given_up", "actors", "down until healed: their restarts were spent"},
      {"supervision.escalations", "supervisors", "that could not go on"},
      {"supervision.redeliveries", "messages", "given to a replacement"},
      {"breakers.clusters", "breakers", "of clusters that are not closed"},
      {"breakers.sectors", "breakers", "of sectors that are not closed"},
      {"breakers.global", "breakers", "1 when the global one is not closed"},
      {"breakers.opened", "times", "breakers have opened since the start"},
      {"breakers.turned_away", "messages", "to agents, that breakers turned away"},
      {"contexts.restored", "agents", "that got the good context again"},
      {"events.transient_network", "events", "F1: heartbeats that were lost"},
      {"events.agent_crash", "events", "F2: agents that crashed or fell silent"},
      {"events.impedance_spike", "events", "F3: scores over twice the agent's own mean"},
      {"events.context_corruption", "events", "F4: contexts with a wrong hash"},
      {"events.byzantine_behavior", "events", "F5: answers that most others contradict"},
      {"events.cascade_failure", "events", "F6: failures that grow exponentially"},
      {"events.stuck_work", "events", "work that takes much longer than is usual"},
      {"events.detection_held", "events", "F2: when no silent actor was declared dead"},
      {"process.starved", "", "1 while the process runs too late to detect failures (F2)"},
      {"process.late", "ms", "how late its timers and actors run (F2)"},
      {"process.times_starved", "times", "it was starved or stopped since the start"},
      {"process.away", "ms", "in which it received nothing, since the start"},
      {"process.deaths_held", "times", "a silent actor was not replaced (F2)"},
      {"routes.avoided", "agents", "that a routing rule routes around"},
      {"routes.excluded", "rules", "that exclude a class from a capability"},
      {"proposals.waiting", "proposals", "that wait for a person's yes"},
      {"proposals.done", "proposals", "that were approved and done, since the start"},
      {"proposals.failed", "proposals", "that were approved, and a command of theirs failed"},
      {"proposals.rejected", "proposals", "that a person said no to"},
      {"proposals.stale", "proposals", "refused because their agents had changed"},
      {"proposals.expired", "proposals", "that nobody approved in time"},
      {"frozen.agents", "agents", "that are frozen"},
      {"supervision.thawed_answers", "messages", "late answers after a thaw"},
      {"last.targets", "agents", "the newest gather, cascade, ask or broadcast: targets"},
      {"last.sent", "agents", "of them sent to"},
      {"last.ready", "agents", "of them ready"},
      {"last.conflict", "agents", "that answered -1"},
      {"last.straggler", "agents", "that did not answer in time"},
      {"last.skipped", "agents", "not sent to for want of lead time"},
      {"last.expired", "agents", "whose message expired"},
      {"last.refused", "agents", "that could not take the message"},
      {"last.missing", "agents", "stragglers, expired and refused"},
      {"last.ready_rate", "share", "ready of sent"},
      {"last.hit_rate", "share", "ready inside the window, of sent"},
      {"last.took", "ms", "from the command to its result"},
      {"last.error_p50", "ms", "predicted against actual arrival, median"},
      {"last.error_p95", "ms", "predicted against actual arrival, 95th percentile"},
      {"last.within_10ms", "share", "of the predictions off by at most 10 ms"},
      {"last.spread", "ms", "p1 to p99 of the ready times"},
      {"scheduled.spread", "ms", "the same of the newest scheduled one"},
      {"unscheduled.spread", "ms", "the same of the newest --unscheduled one"},
      {"spread.ratio", "", "scheduled over unscheduled spread"},
      {"last.exit_code", "", "exit code of the command before"},
      {"kpi.gathers_with_quorum", "share", "gathers whose quorum was met; target 99 %"},
      {"kpi.ready_in_window", "share", "agents ready inside the predicted window; target 95 %"},
      {"kpi.predicted_within_50ms", "share", "predictions off by at most 50 ms; target 90 %"},
      {"kpi.prediction_error_p95", "ms", "of all scheduled messages"},
      {"kpi.prediction_error_p95_last", "ms", "of the newest scheduled gather"},
      {"kpi.conflict_rate", "share", "conflicts among the answers; target at most 1 %"},
      {"kpi.time_with_95_active", "share", "time with 95 % active; target 99.9 %"},
      {"kpi.cascade_parallel_p95", "ms",
       "parallel cascades, 95th percentile; target at most 1,000"},
      {"kpi.cascade_wave_p95", "ms", "the same of waves; target at most 1,000"},
      {"kpi.cascade_priority_p95", "ms", "the same of priority_first; target at most 5,000"},
      {"kpi.send_lateness_p99", "ms", "sent after it was due; target at most 1"},
  };
  return table;
}

bool holds(const std::optional<double>& actual, comparison op, double value) {
  if (!actual || std::isnan(*actual))
    return false;
  constexpr double nearly = 1e-9;
  auto equal = std::abs(*actual - value) <= nearly * std::max(1.0, std::abs(value));
  switch (op) {
  case comparison::less:
    return *actual < value && !equal;
  case comparison::less_equal:
    return *actual <= value || equal;
  case comparison::equal:
    return equal;
  case comparison::not_equal:
    return !equal;
  case comparison::greater_equal:
    return *actual >= value || equal;
  case comparison::greater:
    return *actual > value && !equal;
  }
  return false;
}

} // namespace mesh::console
