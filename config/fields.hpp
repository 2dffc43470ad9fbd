#pragma once
#include "config/config.hpp"
#include "config/field_rules.hpp"
#include "config/fields_chains.hpp"
#include "config/fields_gateway.hpp"
#include "config/fields_hosts.hpp"
#include "config/fields_permissions.hpp"
#include "config/fields_talk.hpp"
#include "config/fields_work.hpp"

/// The one table of the configuration: each field's JSON key, its rule and
/// what it means. Reading, writing, checking and the JSON Schema are visitors
/// of it, so that no key and no limit is said twice.
///
/// A visitor is called as `visit(key, member, rule, meaning)` for each field,
/// with `presence::required` behind it where the key has no default.
namespace mesh::fields {

void fields_of(auto& visit, a<topology_config> auto& c) {
  visit("sectors", c.sectors, children, "Sector coordinators under the orchestrator (T1).");
  visit("clusters_per_sector", c.clusters_per_sector, children,
        "Cluster leads under each sector coordinator (T1).");
  visit("agents_per_cluster", c.agents_per_cluster, children, "Agents under each lead (T1).");
  visit("agents", c.agents, count,
        "Agents in all: the product of the other three. Left out, it is computed.");
}

void fields_of(auto& visit, a<class_config> auto& c) {
  visit("share", c.share, range<double>{0, 1'000'000},
        "How much of the mesh is of this class, relative to the other shares (Z1).");
  visit("latency_min_ms", c.latency_min_ms, delay_ms,
        "Smallest round trip assumed before the first measurement (Z1).");
  visit("latency_max_ms", c.latency_max_ms, delay_ms,
        "Longest round trip assumed before the first measurement (Z1).");
  visit("processing_ms", c.processing_ms, delay_ms,
        "Base processing time before the first measurement (Z1, S2).");
  visit("capabilities", c.capabilities, capabilities,
        "Capabilities of every agent of the class.");
}

void fields_of(auto& visit, a<coordination_config> auto& c) {
  visit("gather_window_ms", c.gather_window_ms, window_ms,
        "Answers to a gather count until this long after T (G1).");
  visit("gather_minimum", c.gather_minimum, ratio, "READY / sent that makes a SUCCESS (G3).");
  visit("gather_timeout_ms", c.gather_timeout_ms, timeout_ms,
        "A gather ends after this at the latest (G1).");
  visit("send_bucket_ms", c.send_bucket_ms, range<double>{0.01, 10},
        "Sends due closer together than this go as one (G1).");
  visit("wave_sector_window_ms", c.wave_sector_window_ms, window_ms,
        "Wave: window of the sectors (C1).");
  visit("wave_sector_minimum", c.wave_sector_minimum, ratio,
        "Wave: sectors needed, else FAILED_AT_SECTOR (C1).");
  visit("wave_lead_window_ms", c.wave_lead_window_ms, window_ms,
        "Wave: window of the cluster leads (C1).");
  visit("wave_agent_window_ms", c.wave_agent_window_ms, window_ms,
        "Wave: window of the agents (C1).");
  visit("parallel_window_ms", c.parallel_window_ms, window_ms,
        "Parallel cascade: window of all agents (C2).");
  visit("parallel_minimum", c.parallel_minimum, ratio,
        "Parallel cascade: READY / sent needed (C2).");
  visit("priority_first_minimum", c.priority_first_minimum, per_class<range<double>>{ratio},
        "Priority-first cascade: READY / sent needed in the phase of each class (C3).");
  visit("message_ttl_ms", c.message_ttl_ms, timeout_ms,
        "A message older than this is dropped, counted and reported (M3).");
  visit("max_horizon_ms", c.max_horizon_ms, range<double>{0, window_ms.max},
        "How far ahead T is set, at most, to reach slow agents (S3).");
  visit("horizon_margin_ms", c.horizon_margin_ms, range<double>{0, 60'000},
        "Added to the horizon for the way down the tree (S3).");
  visit("horizon_agents", c.horizon_agents, count,
        "The margin is enough for so many agents (S3); for each one more ...");
  visit("horizon_agent_us", c.horizon_agent_us, range<double>{0, 10'000},
        "... this is added to the horizon, in microseconds (S3).");
  visit("level_margin_ms", c.level_margin_ms, range<double>{1, 60'000},
        "A parent waits that much longer for answers than its children do.");
  visit("withdraw_ms", c.withdraw_ms, range<double>{0, 10'000},
        "A lead waits that long for agents to say what became of withdrawn work (M3).");
  visit("ask_timeout_ms", c.ask_timeout_ms, timeout_ms, "An ask ends after this (O3).");
  visit("ask_sample", c.ask_sample, count, "Agents that are asked, at most (O3).");
  visit("delegate_timeout_ms", c.delegate_timeout_ms, timeout_ms,
        "A delegated task is given up after this (O4).");
  visit("delegate_attempts", c.delegate_attempts, range<int>{1, attempts.max},
        "Agents that are tried for one task (O4).");
  visit("quorum_ready", c.quorum_ready, ratio, "Ready rate needed to PROCEED (Q1).");
  visit("quorum_conflict", c.quorum_conflict, ratio,
        "Conflict rate above which to RESOLVE (Q1).");
  visit("quorum_transit", c.quorum_transit, ratio, "Transit rate above which to WAIT (Q1).");
}

void fields_of(auto& visit, a<impedance_config> auto& c) {
  visit("ring_samples", c.ring_samples, range<int>{2, 250},
        "Samples an agent keeps of its latency, and as many of its processing (Z5).");
  visit("heartbeat_period_ms", c.heartbeat_period_ms, window_ms, "Agent to lead (Z5).");
  visit("summary_period_ms", c.summary_period_ms, window_ms,
        "Lead to sector, and sector to orchestrator (Z5).");
  visit("publish_period_ms", c.publish_period_ms, window_ms,
        "A page of the registry is never older than twice this (Z4).");
  visit("offline_after_ms", c.offline_after_ms, timeout_ms,
        "Silence after which an agent is offline (F2).");
  visit("heard_within_ms", c.heard_within_ms, timeout_ms,
        "Silence up to which an agent has the full confidence (S4).");
  visit("slow_score", c.slow_score, range<double>{0, 1'000'000},
        "Score above which an agent is flagged slow (Z6).");
  visit("degraded_factor", c.degraded_factor, range<double>{1, factor.max},
        "An agent that takes more than this x what is usual for it is degraded (Z6).");
  visit("baseline_samples", c.baseline_samples, range<int>{2, 250},
        "Measurements after which it is known what is usual for an agent (Z6).");
  visit("baseline_span_ms", c.baseline_span_ms, timeout_ms,
        "Time over which what is usual for an agent is averaged (Z6).");
  visit("unstable_drift", c.unstable_drift, factor,
        "Drift above which an agent is unstable (Z6).");
  visit("drift_floor_ms", c.drift_floor_ms, delay_ms,
        "Times with a shorter mean vary as if it were this: drift of nothing is nothing (Z3).");
  visit("spike_factor", c.spike_factor, range<double>{1, factor.max},
        "A score above this x its own mean is a spike (Z6).");
  visit("score_cap", c.score_cap, range<double>{1, 1'000'000},
        "Highest score that is shown; it decides nothing (Z3).");
  visit("weight_factor", c.weight_factor, factor,
        "Processing grows by this x payload weight (S2).");
  visit("queue_factor", c.queue_factor, factor, "Processing grows by this x queue depth (S2).");
  visit("buffer_factor", c.buffer_factor, factor, "Buffer: this x drift x expected time (S1).");
  visit("max_buffer_ms", c.max_buffer_ms, delay_ms, "Largest buffer (S1).");
}

void fields_of(auto& visit, a<restart_budget_config> auto& c) {
  visit("child_restarts", c.child_restarts, attempts,
        "Restarts of one child within the time; it is given up at one more.");
  visit("restarts", c.restarts, range<int>{0, 1'000},
        "Restarts of all children within the time; one more escalates.");
  visit("within_ms", c.within_ms, timeout_ms,
        "The time; a child that was up for so long is healthy again.");
}

void fields_of(auto& visit, a<supervision_config> auto& c) {
  visit("cluster", c.cluster, object{}, "Budget of a lead and its agents.");
  visit("sector", c.sector, object{}, "Budget of a coordinator and its clusters.");
  visit("mesh", c.mesh, object{}, "Budget of the orchestrator and the sectors.");
  visit("backoff_initial_ms", c.backoff_initial_ms, delay_ms,
        "Delay of the second restart in a row; the first is immediate.");
  visit("backoff_factor", c.backoff_factor, range<double>{1, 100},
        "Each further delay is longer by this.");
  visit("backoff_longest_ms", c.backoff_longest_ms, delay_ms, "Longest delay of a restart.");
  visit("backoff_jitter", c.backoff_jitter, ratio,
        "Random share taken off a delay, so that children do not all restart at once.");
  visit("start_timeout_ms", c.start_timeout_ms, timeout_ms,
        "A child that is not up after this failed to start.");
  visit("stop_timeout_ms", c.stop_timeout_ms, delay_ms,
        "A child that was told to stop is killed after this, and forgotten after as long.");
  visit("freeze_timeout_ms", c.freeze_timeout_ms, timeout_ms,
        "Agents that have not stopped or gone on so long after freeze or thaw are named (O6).");
  visit("children", c.children, range<int>{1, 1'000}, "Most children of one supervisor.");
}

void fields_of(auto& visit, a<growth_config> auto& c) {
  visit("settle_heartbeats", c.settle_heartbeats, range<int>{1, 1'000},
        "A new agent gets work after so many heartbeats, when its times have settled.");
  visit("longest_settling", c.longest_settling, range<int>{1, 1'000},
        "After so many it gets work in any case.");
  visit("drain_timeout_ms", c.drain_timeout_ms, timeout_ms,
        "Work that a leaving agent has not finished by then ends as agent_down.");
}

void fields_of(auto& visit, a<breakers_config> auto& c) {
  visit("cluster_failures", c.cluster_failures, count,
        "More failures within the window open a cluster's breaker (B1).");
  visit("sector_failures", c.sector_failures, count,
        "More failures within the window open a sector's breaker (B1).");
  visit("open_sectors", c.open_sectors, children,
        "More sectors whose breakers are open open the global one (B1).");
  visit("window_ms", c.window_ms, range<double>{100, window_ms.max},
        "Failures count for this long (B1).");
  visit("open_ms", c.open_ms, timeout_ms, "From open to the first probe (B2).");
  visit("reopen_ms", c.reopen_ms, timeout_ms, "From a bad probe to the next (B2).");
  visit("watch_ms", c.watch_ms, timeout_ms,
        "Half-open for so long without a failure: closed (B2).");
  visit("probe_timeout_ms", c.probe_timeout_ms, timeout_ms,
        "A probe that is not answered within this is a bad one (B2).");
  visit("half_open_every", c.half_open_every, range<int>{1, 10'000},
        "Half-open lets one message in so many through (B2).");
  visit("host_failures", c.host_failures, count,
        "More gathers within the window that were lost by a host open its breaker (B1).");
  visit("host_minimum", c.host_minimum, ratio,
        "A host has lost a gather when less than this share of it came back (B1).");
}

void fields_of(auto& visit, a<failures_config> auto& c) {
  visit("network_errors", c.network_errors, range<int>{1, attempts.max},
        "Transient network errors in a row that escalate (F1).");
  visit("replacement_watch_ms", c.replacement_watch_ms, timeout_ms,
        "A replacement that fails within this escalates (F2).");
  visit("spike_least_ms", c.spike_least_ms, delay_ms,
        "A score that rises by less is no spike, however small it was (F3).");
  visit("overdue_factor", c.overdue_factor, range<double>{1, factor.max},
        "Work in hand for longer than this x what is usual for its agent is overdue.");
  visit("overdue_class_factor", c.overdue_class_factor, range<double>{1, 1'000'000},
        "The same, x what is usual for its class, while nothing is known of the agent.");
  visit("overdue_least_ms", c.overdue_least_ms, delay_ms, "No work is overdue before.");
  visit("stuck_factor", c.stuck_factor, range<double>{0, 1'000'000},
        "Work in hand for longer than this x what is usual for its agent is cancelled; "
        "0: never.");
  visit("stuck_least_ms", c.stuck_least_ms, delay_ms, "No work is cancelled before.");
  visit("spiking_agents", c.spiking_agents, children,
        "Agents of one cluster that spike at a time and so escalate (F3).");
  visit("contradicted_agents", c.contradicted_agents, range<int>{2, 1'000},
        "Agents that must agree against another to call it Byzantine (F5).");
  visit("growth_period_ms", c.growth_period_ms, window_ms,
        "Period in which failures are counted for their growth (F6).");
  visit("growth_periods", c.growth_periods, range<int>{1, 20},
        "Periods in a row that each grow by the factor: a cascade (F6).");
  visit("growth_factor", c.growth_factor, range<double>{1.01, 100},
        "Growth from a period to the next that counts as exponential (F6).");
  visit("growth_floor", c.growth_floor, count,
        "Fewer failures than this in the last period are no cascade (F6).");
  visit("retry_initial_ms", c.retry_initial_ms, timeout_ms,
        "Time until a lost heartbeat is asked for again; doubles with each try (F1).");
  visit("events", c.events, count,
        "Newest events of each class that are remembered for `events`.");
  visit("fold_ms", c.fold_ms, delay_ms,
        "Equal events that follow each other within this are one, with a count; 0: none.");
  visit("watch_period_ms", c.watch_period_ms, range<double>{10, 60'000},
        "How often the process measures how late its timers and actors run (F2).");
  visit("watch_late_ms", c.watch_late_ms, range<double>{10, 600'000},
        "Later than this, the process is starved: it declares no actor dead (F2).");
  visit("watch_calm_ms", c.watch_calm_ms, range<double>{0, 600'000},
        "On time for so long, it is starved no more (F2).");
  visit("silent_deaths", c.silent_deaths, count,
        "Most agents, leads or coordinators that are replaced for their silence ... (F2)");
  visit("silent_deaths_ms", c.silent_deaths_ms, range<double>{100, window_ms.max},
        "... within this; the others wait (F2).");
}

void fields_of(auto& visit, a<conflicts_config> auto& c) {
  visit("divergence_depth", c.divergence_depth, range<int>{0, count.max},
        "CONTEXT_DIVERGENCE deeper than this has priority 3, else 2 (K2).");
  visit("contradiction_agents", c.contradiction_agents, range<int>{0, count.max},
        "DATA_CONTRADICTION that affects more agents has priority 3, else 2 (K2).");
  visit("priority_4_deadline_ms", c.priority_4_deadline_ms, delay_ms,
        "Time to resolve a conflict of priority 4 (K2); 0: at once.");
  visit("priority_3_deadline_ms", c.priority_3_deadline_ms, delay_ms, "The same, priority 3.");
  visit("priority_2_deadline_ms", c.priority_2_deadline_ms, delay_ms, "The same, priority 2.");
  visit("priority_1_deadline_ms", c.priority_1_deadline_ms, delay_ms, "The same, priority 1.");
  visit("sector_priority", c.sector_priority, range<int>{0, 5},
        "From this priority on the sector coordinator resolves; 5: never (K2).");
  visit("orchestrator_priority", c.orchestrator_priority, range<int>{0, 5},
        "From this priority on the orchestrator resolves; 5: never (K2).");
  visit("queue", c.queue, count, "Conflicts that wait for their resolution (K1).");
  visit("in_memory", c.in_memory, count,
        "Conflicts kept in memory: without --data, or while the disk takes none.");
  visit("text_bytes", c.text_bytes, range<int>{16, 1 << 20},
        "Of a conflict's expected or received value; what is longer is cut off and says so.");
  visit("quarantine_bytes", c.quarantine_bytes, range<int>{0, 1 << 20},
        "Of a message's payload that is kept with its conflict; what is cut off is not "
        "re-routed (K1, K3).");
  visit("evidence_items", c.evidence_items, range<int>{0, 10'000},
        "Of each list in a conflict's evidence; what is cut off is not reconciled (K3).");
  visit("resolving", c.resolving, range<int>{0, 10'000},
        "Conflicts that the mesh resolves at a time; 0: all await an operator (K3).");
  visit("resolution_tries", c.resolution_tries, range<int>{1, attempts.max},
        "Agents that are asked to resolve one conflict; then it awaits an operator (K3).");
  visit("resolution_timeout_ms", c.resolution_timeout_ms, window_ms,
        "How long each may take to answer (K3).");
  visit("resolution_pause_ms", c.resolution_pause_ms, delay_ms, "Between two tries (K3).");
  visit("agreement_margin", c.agreement_margin, count,
        "That many more agents that agree are a stronger provenance (K3).");
  visit("confidence_margin", c.confidence_margin, ratio,
        "That much more confidence in a source is a stronger provenance (K3, S4).");
}

void fields_of(auto& visit, a<degradation_config> auto& c) {
  visit("full_minimum", c.full_minimum, ratio, "Least active rate of FULL (D1).");
  visit("light_minimum", c.light_minimum, ratio, "Least active rate of DEGRADED_LIGHT (D1).");
  visit("moderate_minimum", c.moderate_minimum, ratio,
        "Least active rate of DEGRADED_MODERATE (D1).");
  visit("severe_minimum", c.severe_minimum, ratio,
        "Least active rate of DEGRADED_SEVERE; below it is EMERGENCY (D1).");
  visit("retry_timeout_factor", c.retry_timeout_factor, range<double>{1, 100},
        "Retry timeouts are longer by this in every mode but FULL (D1).");
  visit("scatter_agents", c.scatter_agents, count,
        "Largest scatter from DEGRADED_MODERATE on (D1).");
  visit("queued_commands", c.queued_commands, count,
        "Commands that wait for a better mode (D2).");
}

void fields_of(auto& visit, a<limits_config> auto& c) {
  visit("payload_bytes", c.payload_bytes, bytes, "Largest payload of a message.");
  visit("agent_queue", c.agent_queue, count, "Messages that wait at one agent.");
  visit("remembered_messages", c.remembered_messages, count,
        "Message ids an agent keeps to drop second copies (M4).");
  visit("kept_answer_bytes", c.kept_answer_bytes, bytes,
        "Answers that agents of one process keep for second copies (M4).");
  visit("gathers_in_flight", c.gathers_in_flight, count,
        "Gathers under way at one orchestrator or lead.");
  visit("distinct_answers", c.distinct_answers, count, "Folded answers listed per gather.");
  visit("named_agents", c.named_agents, count, "Exceptional agents listed per gather.");
  visit("candidates", c.candidates, range<int>{0, count.max},
        "Agents listed when none of those that are capable can be used (Z8).");
  visit("parts", c.parts, count, "Parts of one scattered payload.");
  visit("script_bytes", c.script_bytes, bytes, "Largest script (O7).");
  visit("script_commands", c.script_commands, count, "Commands in one script (O7).");
}

void fields_of(auto& visit, a<simulation_config> auto& c) {
  visit("seed", c.seed, range<std::uint64_t>{0, std::numeric_limits<std::uint64_t>::max()},
        "Two runs of one seed behave alike.");
  visit("delay_factor", c.delay_factor, factor,
        "Multiplies every simulated delay; 0: no delays at all.");
  visit("jitter", c.jitter, range<double>{0, 10},
        "Relative standard deviation of every delay.");
  visit("heavy_tail", c.heavy_tail, ratio, "Share of delays drawn from a Pareto tail instead.");
  visit("conflict_rate", c.conflict_rate, ratio, "Probability that an answer is a conflict.");
}

void fields_of(auto& visit, a<agent_override_config> auto& c) {
  visit("where", c.where, scope_text{}, "The agents: a scope.", presence::required);
  visit("class", c.cls, class_name{}, "Their class, whatever the shares would make them.");
  visit("capabilities", c.capabilities, capabilities, "Added to those of the class.");
  visit("processing_ms", c.processing_ms, delay_ms,
        "How long their work usually takes; assumed until it is measured (Z6).");
  visit("command", c.command, object{},
        "An external program does their work: one JSON object on stdin, one on stdout.");
  visit("person", c.person, object{},
        "A person: messages wait in the inbox until they are answered (Z1, class F).");
  visit("http", c.http, object{},
        "A function behind a URL does their work: jobs are POSTed to it (X5).");
  visit("a2a", c.a2a, object{},
        "An agent that speaks A2A 1.0 does their work: jobs are messages to it (X5).");
}

void fields_of(auto& visit, a<exclusion_config> auto& c) {
  visit("class", c.cls, class_name{}, "Agents of this class ...", presence::required);
  visit("capability", c.capability, capability_name{}, "... are not used for this (Z8).",
        presence::required);
}

void fields_of(auto& visit, a<storage_config> auto& c) {
  visit("queue", c.queue, count, "Records that wait for the disk.");
  visit("queue_bytes", c.queue_bytes, range<int>{1 << 20, 1 << 30},
        "Bytes of them: texts, evidence, and payloads of messages held back.");
  visit("tick_ms", c.tick_ms, timeout_ms,
        "How often what the disk did not take is tried again.");
  visit("patience_ms", c.patience_ms, timeout_ms, "How long a command waits for the disk.");
  visit("history_period_ms", c.history_period_ms, timeout_ms,
        "How often all agents and clusters are noted down (Z4).");
  visit("history_age_hours", c.history_age_hours, range<double>{1, 87'600},
        "How long that is kept; conflicts are kept for ever (Z4, K4).");
  visit("history_rows", c.history_rows, range<int>{1, 1'000'000'000},
        "How many rows of it are kept, of agents and clusters together.");
}

void fields_of(auto& visit, a<runtime_config> auto& c) {
  visit("workers", c.workers, range<int>{0, 1'024}, "Scheduler threads; 0: one per core.");
  visit("max_throughput", c.max_throughput, count,
        "Messages an actor handles before it gives way to the next.");
  visit("command_processes", c.command_processes, range<int>{1, 1'024},
        "External programs that run at once.");
  visit("malloc_arenas", c.malloc_arenas, range<int>{0, 1'024},
        "Arenas of glibc's malloc: fewer hold less memory that is free; 0: glibc decides.");
  visit("log_level", c.log_level, one_of{log_levels}, "Least severe message that is logged.");
  visit("log_json", c.log_json, flag{}, "Log as JSON lines.");
}

void fields_of(auto& visit, a<config> auto& c) {
  visit("topology", c.topology, object{}, "Sizes of the tree (T1).");
  visit("classes", c.classes, per_class<object>{}, "What an agent is (Z1).");
  visit("coordination", c.coordination, object{},
        "Windows, minimum rates and timeouts (G1, C1-C3, Q1).");
  visit("impedance", c.impedance, object{},
        "Profiles, scores, flags (Z3, Z5, Z6, S1, S2, S4).");
  visit("supervision", c.supervision, object{}, "Restarts: budgets and delays (T3, F2).");
  visit("growth", c.growth, object{}, "How agents join and leave (T5).");
  visit("chains", c.chains, object{},
        "How agents recheck and share tasks of chains, and how many are kept (V5, V7, V8).");
  visit("breakers", c.breakers, object{}, "When circuit breakers open and close (B1, B2).");
  visit("failures", c.failures, object{}, "When failures are seen, and escalate (F1-F6).");
  visit("conflicts", c.conflicts, object{},
        "Priorities and deadlines of conflicts, and how they are resolved (K2, K3).");
  visit("degradation", c.degradation, object{}, "Modes by active rate (D1, D2).");
  visit("limits", c.limits, object{}, "Bounds; reaching one is a named error.");
  visit("simulation", c.simulation, object{}, "The world that simulated agents live in.");
  visit("agents", c.agents, list_of<object>{{}, 0, 100'000},
        "What is different about some agents.");
  visit("exclusions", c.exclusions, list_of<object>{{}, 0, 384},
        "Agents of a class are not used for a capability (Z8).");
  visit("permissions", c.permissions, object{},
        "Capabilities for what agents do beside answering (X4).");
  visit("storage", c.storage, object{}, "What is written with --data (K4, Z4).");
  visit("transport", c.transport, object{}, "Links to other processes (X2).");
  visit("links", c.links, object{}, "What waits for and goes over such a link (M4, S5, T2).");
  visit("placement", c.placement, object{}, "Which node holds which sector (R2, T5).");
  visit("node", c.node, object{}, "This host's part in a mesh of several.");
  visit("control", c.control, object{}, "Operators elsewhere (O7, X2).");
  visit("operators", c.operators, object{}, "Operators who sign in (X3).");
  visit("gateway", c.gateway, object{}, "The door for agents from outside (X1, F2).");
  visit("calls", c.calls, object{},
        "Where agents behind a URL may be, and how many calls (X5).");
  visit("talk", c.talk, object{}, "Plain words, and a model behind them (N1).");
  visit("runtime", c.runtime, object{}, "The process.");
}

} // namespace mesh::fields
