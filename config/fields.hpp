#pragma once
#include <array>
#include <concepts>
#include <limits>
#include <string_view>
#include <type_traits>

#include "config/config.hpp"
#include "config/rules.hpp"

/// The one table of the configuration: each field's JSON key, its rule and
/// what it means. Reading, writing, checking and the JSON Schema are visitors
/// of it, so that no key and no limit is said twice.
///
/// A visitor is called as `visit(key, member, rule, meaning)` for each field,
/// with `presence::required` behind it where the key has no default.
namespace mesh::fields {

template <class T, class Struct>
concept a = std::same_as<std::remove_const_t<T>, Struct>;

inline constexpr range<int> children{1, max_children};
inline constexpr range<int> count{1, 1'000'000};
inline constexpr range<int> attempts{0, 100};
inline constexpr range<int> bytes{1, 64 << 20};
inline constexpr range<double> ratio{0, 1};
inline constexpr range<double> factor{0, 1'000};
inline constexpr range<double> delay_ms{0, 86'400'000};   // up to a day
inline constexpr range<double> timeout_ms{1, 86'400'000}; // up to a day
inline constexpr range<double> window_ms{1, 3'600'000};   // up to an hour
inline constexpr std::array<std::string_view, 7> log_levels{"trace", "debug",    "info", "warn",
                                                            "error", "critical", "off"};
inline constexpr list_of<capability_name> capabilities{{}, 0, 64};

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
        "Least round trip believed in before anything was measured (Z1).");
  visit("latency_max_ms", c.latency_max_ms, delay_ms,
        "Longest round trip believed in before anything was measured (Z1).");
  visit("processing_ms", c.processing_ms, delay_ms,
        "Base processing time before anything was measured (Z1, S2).");
  visit("capabilities", c.capabilities, capabilities, "What every agent of the class can do.");
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
        "Added to the horizon for the way down the tree.");
  visit("level_margin_ms", c.level_margin_ms, range<double>{1, 60'000},
        "A parent waits that much longer for answers than its children do.");
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
  visit("degraded_score", c.degraded_score, range<double>{0, 1'000'000},
        "Score above which an agent is degraded (Z6).");
  visit("unstable_drift", c.unstable_drift, factor,
        "Drift above which an agent is unstable (Z6).");
  visit("spike_factor", c.spike_factor, range<double>{1, factor.max},
        "A score above this x its own mean is a spike (Z6).");
  visit("score_cap", c.score_cap, range<double>{1, 1'000'000}, "Highest score there is (Z3).");
  visit("weight_factor", c.weight_factor, factor,
        "Processing grows by this x payload weight (S2).");
  visit("queue_factor", c.queue_factor, factor, "Processing grows by this x queue depth (S2).");
  visit("buffer_factor", c.buffer_factor, factor, "Buffer: this x drift x expected time (S1).");
  visit("max_buffer_ms", c.max_buffer_ms, delay_ms, "Largest buffer (S1).");
}

void fields_of(auto& visit, a<limits_config> auto& c) {
  visit("payload_bytes", c.payload_bytes, bytes, "Largest payload of a message.");
  visit("agent_queue", c.agent_queue, count, "Messages that wait at one agent.");
  visit("remembered_messages", c.remembered_messages, count,
        "Message ids an agent keeps to drop second copies (M4).");
  visit("gathers_in_flight", c.gathers_in_flight, count,
        "Gathers under way at one orchestrator or lead.");
  visit("distinct_answers", c.distinct_answers, count, "Folded answers listed per gather.");
  visit("named_agents", c.named_agents, count, "Exceptional agents listed per gather.");
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

void fields_of(auto& visit, a<command_work_config> auto& c) {
  visit("argv", c.argv, list_of<text>{{}, 1, 1'024},
        "The program and its arguments; no shell reads them.", presence::required);
  visit("timeout_ms", c.timeout_ms, timeout_ms, "Killed, with its children, after this.");
  visit("memory_bytes", c.memory_bytes, range<std::int64_t>{1 << 20, std::int64_t{1} << 40},
        "Largest address space.");
  visit("output_bytes", c.output_bytes, range<std::int64_t>{1, 1 << 30},
        "Largest answer on stdout.");
}

void fields_of(auto& visit, a<agent_override_config> auto& c) {
  visit("where", c.where, scope_text{}, "The agents that are meant.", presence::required);
  visit("class", c.cls, class_name{}, "Their class, whatever the shares would make them.");
  visit("capabilities", c.capabilities, capabilities, "Added to those of the class.");
  visit("command", c.command, object{},
        "An external program does their work: one JSON object on stdin, one on stdout.");
}

void fields_of(auto& visit, a<exclusion_config> auto& c) {
  visit("class", c.cls, class_name{}, "Agents of this class ...", presence::required);
  visit("capability", c.capability, capability_name{}, "... are not used for this (Z8).",
        presence::required);
}

void fields_of(auto& visit, a<runtime_config> auto& c) {
  visit("workers", c.workers, range<int>{0, 1'024}, "Scheduler threads; 0: one per core.");
  visit("max_throughput", c.max_throughput, count,
        "Messages an actor handles before it gives way to the next.");
  visit("command_processes", c.command_processes, range<int>{1, 1'024},
        "External programs that run at once.");
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
  visit("limits", c.limits, object{}, "Bounds; reaching one is a named error.");
  visit("simulation", c.simulation, object{}, "The world that simulated agents live in.");
  visit("agents", c.agents, list_of<object>{{}, 0, 100'000},
        "What is different about some agents.");
  visit("exclusions", c.exclusions, list_of<object>{{}, 0, 384},
        "Agents of a class are not used for a capability (Z8).");
  visit("runtime", c.runtime, object{}, "The process.");
}

} // namespace mesh::fields
