#include "runtime/control/mesh_metrics.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "runtime/base/version.hpp"
#include "runtime/identity/wall_clock.hpp"
#include "supervisors/degradation.hpp"

namespace mesh::control {

namespace {

/// A count as a sample.
template <class Count>
double value(const Count& n) {
  return static_cast<double>(n);
}

struct counter_field {
  std::string_view name;
  std::atomic<std::uint64_t> mesh_counters::*field;
  std::string_view help;
};

constexpr std::array counter_fields{
    counter_field{"mesh_posts_sent_total", &mesh_counters::posts_sent,
                  "Messages from agent to agent."},
    counter_field{"mesh_posts_answered_total", &mesh_counters::posts_answered,
                  "Messages from agent to agent that were answered."},
    counter_field{"mesh_posts_undeliverable_total", &mesh_counters::posts_undeliverable,
                  "Messages from agent to agent that could not be delivered."},
    counter_field{"mesh_posts_denied_total", &mesh_counters::posts_denied,
                  "Of these, messages of agents that may send none."},
    counter_field{"mesh_late_answers_total", &mesh_counters::late_answers,
                  "Answers that came after their caller had stopped waiting."},
    counter_field{"mesh_heartbeats_total", &mesh_counters::heartbeats,
                  "Heartbeats from agents."},
    counter_field{"mesh_agents_replaced_total", &mesh_counters::agents_replaced,
                  "Agents that supervisors have replaced."},
    counter_field{"mesh_leads_replaced_total", &mesh_counters::leads_replaced,
                  "Cluster leads that supervisors have replaced."},
    counter_field{"mesh_coordinators_replaced_total", &mesh_counters::coordinators_replaced,
                  "Sector coordinators that supervisors have replaced."},
    counter_field{"mesh_orchestrators_started_total", &mesh_counters::orchestrators_started,
                  "Orchestrators started."},
    counter_field{"mesh_orchestrators_replaced_total", &mesh_counters::orchestrators_replaced,
                  "Orchestrators replaced."},
    counter_field{"mesh_given_up_total", &mesh_counters::given_up,
                  "Actors that stay down until an operator heals them."},
    counter_field{"mesh_escalations_total", &mesh_counters::escalations,
                  "Failures that a supervisor passed to the one above."},
    counter_field{"mesh_redeliveries_total", &mesh_counters::redeliveries,
                  "Messages delivered again, to a replacement."},
    counter_field{"mesh_withdrawn_total", &mesh_counters::withdrawn,
                  "Messages taken back from agents because no caller waited any more."},
    counter_field{"mesh_answers_not_kept_total", &mesh_counters::answers_not_kept,
                  "Answers that were not kept for second copies, for want of room."},
    counter_field{"mesh_contexts_restored_total", &mesh_counters::contexts_restored,
                  "Agents whose context was restored."},
    counter_field{"mesh_breakers_opened_total", &mesh_counters::breakers_opened,
                  "Circuit breakers opened."},
    counter_field{"mesh_turned_away_total", &mesh_counters::turned_away,
                  "Messages to agents that breakers turned away."},
    counter_field{"mesh_void_answers_total", &mesh_counters::void_answers,
                  "Answers of agents that had been replaced or frozen."},
    counter_field{"mesh_agents_joined_total", &mesh_counters::agents_joined,
                  "Agents that have become members."},
    counter_field{"mesh_agents_left_total", &mesh_counters::agents_left,
                  "Agents that have left."},
    counter_field{"mesh_conflicts_to_sectors_total", &mesh_counters::conflicts_to_sectors,
                  "Conflicts that coordinators were told of."},
    counter_field{"mesh_conflicts_to_orchestrator_total",
                  &mesh_counters::conflicts_to_orchestrator,
                  "Conflicts that the orchestrator was told of."},
    counter_field{"mesh_thawed_answers_total", &mesh_counters::thawed_answers,
                  "Messages that ended after a thaw, when no caller waited."},
    counter_field{"mesh_process_starved_total", &mesh_counters::times_starved,
                  "Times a process was stopped or starved."},
    counter_field{"mesh_deaths_held_total", &mesh_counters::deaths_held,
                  "Times a silent actor was not replaced."},
};
/// Each counter has a line here, or this does not compile; one is a gauge, one a time.
static_assert((counter_fields.size() + 2) * sizeof(std::atomic<std::uint64_t>)
              == sizeof(mesh_counters) - sizeof(arrival_board));

constexpr std::array all_failure_classes{
    failure_class::transient_network,  failure_class::agent_crash,
    failure_class::impedance_spike,    failure_class::context_corruption,
    failure_class::byzantine_behavior, failure_class::cascade_failure,
    failure_class::stuck_work,         failure_class::detection_held};

void write_kpi(metrics_text& to, const std::vector<kpi_row>& rows) {
  if (rows.empty())
    return; // there is no orchestrator: a family without samples is none
  to.family("mesh_kpi", "gauge", "The figures of `mesh kpi`; NaN when nothing was measured.");
  for (const auto& row : rows)
    to.sample(row.value.value_or(std::numeric_limits<double>::quiet_NaN()),
              {{"name", row.name}, {"unit", row.unit}});
  to.family("mesh_kpi_target", "gauge", "The targets of the KPIs: at most or at least.");
  for (const auto& row : rows)
    to.sample(row.target,
              {{"name", row.name}, {"bound", row.at_most ? "at_most" : "at_least"}});
}

void write_mode(metrics_text& to, degradation_mode now) {
  constexpr std::array modes{degradation_mode::full, degradation_mode::degraded_light,
                             degradation_mode::degraded_moderate,
                             degradation_mode::degraded_severe, degradation_mode::emergency};
  to.family("mesh_mode", "gauge", "1 for the mode that the mesh is in.");
  for (auto mode : modes)
    to.sample(mode == now ? 1 : 0, {{"mode", to_string(mode)}});
}

} // namespace

void write_mesh(metrics_text& to, const mesh_summary& mesh, const orchestrator_report& report,
                const degradation_config& modes) {
  to.gauge("mesh_agents", "Agents that are members.", mesh.agents);
  to.gauge("mesh_agents_active", "Active agents.", mesh.active);
  to.gauge("mesh_agents_degraded", "Active agents that are slower than usual for them.",
           mesh.degraded);
  to.gauge("mesh_agents_overdue", "Agents whose work in hand is overdue.", mesh.overdue);
  to.gauge("mesh_agents_quarantined", "Agents in quarantine.", mesh.quarantined);
  to.gauge("mesh_agents_frozen", "Frozen agents.", mesh.frozen);
  to.gauge("mesh_agents_joining", "Agents that are not members yet.", mesh.joining);
  to.gauge("mesh_agents_leaving", "Agents that are about to leave.", mesh.leaving);
  to.gauge("mesh_active_rate", "Active agents as a share of all.", mesh.active_rate());
  to.gauge("mesh_clusters", "Clusters.", mesh.clusters);
  to.gauge("mesh_sectors", "Sectors.", mesh.sectors);
  to.gauge("mesh_sectors_healthy", "Sectors with over 95 % of their agents active.",
           mesh.sectors_healthy);
  to.gauge("mesh_sectors_unserved", "Sectors none of whose agents can be reached.",
           static_cast<double>(mesh.unserved.size()));
  to.gauge("mesh_agents_suspect", "Agents whose host is silent.", mesh.suspect);
  to.gauge("mesh_sectors_up", "Sectors that have a coordinator.", report.sectors);
  to.gauge("mesh_impedance_score_mean", "Mean impedance score of agents.", mesh.mean_score);
  to.gauge("mesh_impedance_score_p95", "95th percentile of the agents' impedance scores.",
           mesh.p95_score);
  write_mode(to, mode_of(mesh, modes));
  to.gauge("mesh_orchestrator_up", "1 when there is an orchestrator.",
           report.failure.code == errc::none ? 1 : 0);
  to.gauge("mesh_breakers_not_closed", "Circuit breakers that are not closed.",
           static_cast<double>(report.circuits.size()));
  to.gauge("mesh_cascade_age_seconds", "Seconds since the last cascade; NaN before the first.",
           report.since_last_cascade_s.value_or(std::numeric_limits<double>::quiet_NaN()));
  write_kpi(to, report.kpi);
}

void write_counters(metrics_text& to, const mesh_counters& counters, const event_log& events) {
  for (const auto& one : counter_fields)
    to.counter(one.name, one.help, static_cast<double>((counters.*one.field).load()));
  to.gauge("mesh_kept_answer_bytes", "Bytes of answers that agents keep for second copies.",
           static_cast<double>(counters.kept_answer_bytes.load()));
  to.counter("mesh_process_away_seconds_total",
             "Time in which a process received nothing (F2).",
             static_cast<double>(counters.away_ms.load()) / 1'000);
  to.family("mesh_failures_total", "counter", "Failures by class (F1-F6, stuck work).");
  for (auto what : all_failure_classes)
    to.sample(static_cast<double>(events.count(what)), {{"class", to_string(what)}});
  to.family("mesh_events_total", "counter",
            "Events by class, those of breakers and hosts included.");
  for (auto cls : event_classes())
    to.sample(static_cast<double>(events.count(cls)), {{"class", cls}});
  to.counter("mesh_events_dropped_total", "Events that are no longer kept.",
             static_cast<double>(events.dropped()));
}

void write_process(metrics_text& to, const process_watch::figures& now) {
  to.gauge("mesh_process_late_seconds", "How late timers and actors run here (F2).",
           now.late_ms / 1'000);
  to.gauge("mesh_process_starved", "1 while the process runs too late to detect failures (F2).",
           now.starved ? 1 : 0);
}

void write_journal(metrics_text& to, const journal_counts& counts) {
  to.gauge("mesh_conflicts", "Conflicts on record.", value(counts.total));
  to.gauge("mesh_conflicts_unresolved", "Conflicts that are unresolved.",
           value(counts.unresolved));
  to.gauge("mesh_conflicts_overdue", "Unresolved conflicts past their deadline.",
           value(counts.overdue));
  to.gauge("mesh_conflicts_for_person", "Unresolved conflicts that await an operator.",
           value(counts.for_person));
  to.counter("mesh_conflicts_ended_by_mesh_total", "Conflicts that the mesh has resolved.",
             value(counts.ended_by_mesh));
  to.gauge("mesh_journal_unwritten", "Records that wait for the disk.",
           value(counts.unwritten));
  to.counter("mesh_journal_refused_total", "Records lost: neither disk nor memory had room.",
             value(counts.refused));
  to.gauge("mesh_journal_problem", "1 while the disk cannot be written.",
           counts.problem.empty() ? 0 : 1);
}

void write_links(metrics_text& to, const transport::link_counts& counts) {
  to.gauge("mesh_links", "Links to other processes.", static_cast<double>(counts.up));
  to.counter("mesh_links_made_total", "Links that were made.",
             static_cast<double>(counts.made));
  to.counter("mesh_links_dropped_frames_total", "Frames that were dropped.",
             static_cast<double>(counts.dropped_frames));
  to.family("mesh_links_over_total", "counter", "Links that have ended, by reason.");
  for (std::size_t i = 0; i < transport::link_ends; ++i)
    to.sample(static_cast<double>(counts.over.at(i)),
              {{"reason", name_of(static_cast<transport::link_end>(i))}});
}

void write_server(metrics_text& to, const server_counts& counts) {
  to.gauge("mesh_control_connections", "Connections of operators and nodes.",
           static_cast<double>(counts.connections));
  to.counter("mesh_control_requests_total", "Requests of the control API.",
             static_cast<double>(counts.requests));
  if (!counts.durations.empty())
    to.family("mesh_control_request_duration_seconds", "histogram",
              "Time until a request of the control API was answered, by route and status.");
  for (const auto& [of, durations] : counts.durations)
    to.sample(durations, {{"route", of.first}, {"code", std::to_string(of.second)}});
  if (counts.refused.empty())
    return;
  to.family("mesh_control_refused_total", "counter",
            "Requests that the control API refused, by reason.");
  for (const auto& [reason, times] : counts.refused)
    to.sample(static_cast<double>(times), {{"reason", reason}});
}

void write_hosts(metrics_text& to, const nodes_report& report) {
  to.gauge("mesh_hub_up", "1 when the hub of the hosts answers.",
           report.failure.code == errc::none ? 1 : 0);
  to.family("mesh_hosts", "gauge", "Hosts of sectors, by state.");
  for (auto state : {node_state::joining, node_state::up, node_state::suspect, node_state::lost,
                     node_state::draining, node_state::left})
    to.sample(value(std::ranges::count(report.nodes, state,
                                       [](const listed_node& n) { return n.row.state; })),
              {{"state", to_string(state)}});
  if (!report.nodes.empty())
    to.family("mesh_host_sectors", "gauge", "Sectors that each host has.");
  for (const auto& n : report.nodes)
    to.sample(value(n.row.sectors), {{"host", n.row.name}});
  to.gauge("mesh_sectors_unplaced", "Sectors that no host has.", value(report.unplaced));
  to.gauge("mesh_sectors_pending", "Sectors whose placement is decided and not carried out.",
           value(report.pending));
  to.gauge("mesh_sectors_starting", "Sectors that a host has and that are not up there yet.",
           value(report.starting));
  to.gauge("mesh_placement_problem", "1 while placements cannot be written to the disk.",
           report.unwritten.code == errc::none ? 0 : 1);
  to.counter("mesh_hubs_replaced_total", "Hubs of the hosts that were replaced.",
             value(report.hubs_replaced));
}

void write_door(metrics_text& to, const agent_door_counts& counts) {
  to.gauge("mesh_agent_links", "Links of agents from outside.", value(counts.links));
  to.gauge("mesh_agents_linked", "Agents from outside that have a link.", value(counts.agents));
  to.gauge("mesh_agent_link_handshakes", "Unfinished handshakes of agent links.",
           value(counts.handshakes));
  to.counter("mesh_agent_deliveries_total", "Messages delivered over agent links.",
             value(counts.delivered));
  to.counter("mesh_agent_redeliveries_total",
             "Of them, those that were delivered again after a link was lost.",
             value(counts.delivered_again));
  to.counter("mesh_agent_answers_total", "Answers over agent links that were awaited.",
             value(counts.answered));
  to.counter("mesh_agent_withdrawn_total", "Messages withdrawn from agents outside.",
             value(counts.withdrawn));
  to.counter("mesh_agent_given_up_total",
             "Messages given up because their agent outside stayed away.",
             value(counts.given_up));
  to.counter("mesh_agent_implausible_times_total",
             "Answers whose reported processing time the link contradicts.",
             value(counts.implausible_times));
  if (counts.refused.empty())
    return;
  to.family("mesh_agent_refused_total", "counter",
            "Refusals on agent links and of their handshakes, by reason.");
  for (const auto& [reason, times] : counts.refused)
    to.sample(value(times), {{"reason", reason}});
}

void write_people(metrics_text& to, const inbox& people,
                  const std::vector<planned_gather>& plans) {
  const auto& counts = people.counts();
  to.gauge("mesh_inbox_open", "Messages that wait for people.", value(people.open()));
  to.counter("mesh_inbox_messages_total", "Messages for people.", value(counts.asked));
  to.counter("mesh_inbox_answers_total", "Of them, those that were answered.",
             value(counts.answered));
  to.counter("mesh_inbox_expired_total", "Of them, those whose time was over.",
             value(counts.expired));
  to.counter("mesh_inbox_withdrawn_total", "Of them, those that were taken back.",
             value(counts.withdrawn));
  to.gauge("mesh_plans_open", "Gathers that are planned and have not ended.",
           value(static_cast<std::uint64_t>(std::ranges::count_if(
               plans, [](const planned_gather& one) { return !one.over(); }))));
}

void write_program(metrics_text& to, const std::optional<process_facts>& facts) {
  to.family("mesh_build_info", "gauge", "1 for the version that runs.");
  to.sample(1, {{"version", version()}});
  if (!facts)
    return;
  to.counter("process_cpu_seconds_total", "User and system CPU time of the process.",
             facts->cpu_s);
  to.gauge("process_start_time_seconds", "Start of the process, in seconds since 1970.",
           facts->started_s);
  to.gauge("process_resident_memory_bytes", "Memory of the process that is in RAM.",
           value(facts->resident_bytes));
  to.gauge("process_virtual_memory_bytes", "Address space of the process.",
           value(facts->virtual_bytes));
  to.gauge("process_threads", "Threads of the process.", value(facts->threads));
  to.gauge("process_open_fds", "Files and sockets that the process has open.",
           value(facts->open_files));
  to.gauge("process_max_fds", "The most that it may have open.", value(facts->most_files));
}

void write_certificate(metrics_text& to, const identity::validity& valid) {
  to.gauge("mesh_certificate_expiry_timestamp_seconds",
           "Moment at which the certificate of this process expires, in seconds since 1970.",
           value(valid.until_s));
  to.gauge("mesh_certificate_days_left", "Days until the certificate of this process expires.",
           identity::days_left(valid, identity::seconds_now()));
}

} // namespace mesh::control
