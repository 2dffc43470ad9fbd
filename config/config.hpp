#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/calls.hpp"
#include "config/control.hpp"
#include "config/gateway.hpp"
#include "config/links.hpp"
#include "config/node.hpp"
#include "config/operators.hpp"
#include "config/permissions.hpp"
#include "config/person.hpp"
#include "config/placement.hpp"
#include "config/protection.hpp"
#include "config/talk.hpp"
#include "config/transport.hpp"
#include "messages/ids.hpp"
#include "messages/topology.hpp"
#include "messages/vocabulary.hpp"

/// The configuration: plain structs whose defaults are the specification's
/// numbers. The unit of a number is in its name. `config/loader.hpp` reads
/// them from JSON, `config/validate.hpp` checks what relates to each other.
namespace mesh {

/// Z1. What is believed of a class before anything was measured, and how large
/// its share of the mesh is (relative to the other classes' shares).
struct class_config {
  double share = 0;
  double latency_min_ms = 0;
  double latency_max_ms = 0;
  double processing_ms = 0;
  std::vector<std::string> capabilities;
  bool operator==(const class_config&) const = default;
};

/// Windows, minimum rates and timeouts (G1, C1-C3, Q1).
struct coordination_config {
  double gather_window_ms = 500;
  double gather_minimum = 0.95;
  double gather_timeout_ms = 5'000;
  double send_bucket_ms = 2.0; // sends due closer together than this go as one

  double wave_sector_window_ms = 200;
  double wave_sector_minimum = 0.98;
  double wave_lead_window_ms = 1'000;
  double wave_agent_window_ms = 2'000;
  double parallel_window_ms = 1'000;
  double parallel_minimum = 0.90;
  std::array<double, 6> priority_first_minimum{0.90, 0.95, 0.98,
                                               0.99, 0.85, 0.0}; // A B C D E F

  double message_ttl_ms = 30'000;
  double max_horizon_ms = 3'000;  // how far ahead T is set to reach slow agents
  double horizon_margin_ms = 15;  // added for the way down the tree
  int horizon_agents = 30'000;    // for so many that is enough; for each agent more
  double horizon_agent_us = 5;    // this is added
  double level_margin_ms = 2'000; // a parent waits that much longer than its children
  double withdraw_ms = 250;       // a lead waits that long to hear what became of work (M3)
  double ask_timeout_ms = 5'000;
  int ask_sample = 100;
  double delegate_timeout_ms = 300'000;
  int delegate_attempts = 3;

  double quorum_ready = 0.95;
  double quorum_conflict = 0.05;
  double quorum_transit = 0.10;
  bool operator==(const coordination_config&) const = default;
};

/// Profiles, scores, flags (Z3, Z5, Z6, S1, S2, S4).
struct impedance_config {
  int ring_samples = 100;
  double heartbeat_period_ms = 5'000;
  double summary_period_ms = 5'000;
  double publish_period_ms = 500; // a registry page is never older than twice this
  double offline_after_ms = 30'000;
  double heard_within_ms = 10'000;
  double slow_score = 800;
  double degraded_factor = 3.0;
  int baseline_samples = 5;
  double baseline_span_ms = 3'600'000;
  double unstable_drift = 0.5;
  double drift_floor_ms = 5; // Z3: times with a shorter mean vary as if it were this
  double spike_factor = 2.0;
  double score_cap = 1'000;
  double weight_factor = 0.5;  // S2: processing grows by this x payload weight
  double queue_factor = 0.1;   // S2: and by this x queue depth
  double buffer_factor = 0.25; // S1: buffer = factor x drift x expected time,
  double max_buffer_ms = 50;   //     and never more than this
  bool operator==(const impedance_config&) const = default;
};

/// Every queue, frame and list has a bound; reaching it is a named error.
struct limits_config {
  int payload_bytes = 65'536;
  int agent_queue = 64;
  int remembered_messages = 32;       // ids an agent keeps to drop second copies
  int kept_answer_bytes = 67'108'864; // of answers kept for second copies, per process
  int gathers_in_flight = 1'000;      // per orchestrator and per lead
  int distinct_answers = 1'000;       // folded answers listed per gather
  int named_agents = 10'000;          // exceptional agents listed per gather
  int candidates = 20;                // listed when no capable agent can be used
  int parts = 10'000;                 // parts of one scattered payload
  int script_bytes = 1'048'576;
  int script_commands = 10'000;
  bool operator==(const limits_config&) const = default;
};

/// The world the simulated agents live in. `simulate` changes it at run time.
struct simulation_config {
  std::uint64_t seed = 1;
  double delay_factor = 1.0; // 0: no simulated delays at all
  double jitter = 0.10;      // relative standard deviation of every delay
  double heavy_tail = 0.0;   // share of delays drawn from a Pareto tail instead
  double conflict_rate = 0.0;
  bool operator==(const simulation_config&) const = default;
};

/// An external program as an agent's work: argv without a shell, one JSON
/// object on stdin, one on stdout.
struct command_work_config {
  std::vector<std::string> argv;
  std::vector<std::string> env; // NAME=value; NAME: as the mesh has it
  double timeout_ms = 10'000;
  std::int64_t memory_bytes = 268'435'456;
  std::int64_t output_bytes = 1'048'576;
  bool operator==(const command_work_config&) const = default;
};

/// Settings of named agents.
struct agent_override_config {
  scope where;
  std::optional<agent_class> cls;
  std::vector<std::string> capabilities; // added to those of the class
  std::optional<command_work_config> command;
  std::optional<person_config> person;
  std::optional<double> processing_ms; // declared: how long its work usually takes
  std::optional<http_work_config> http;
  std::optional<a2a_work_config> a2a;
  bool operator==(const agent_override_config&) const = default;
};

/// Z8. Agents of a class are not used for a capability.
struct exclusion_config {
  agent_class cls = agent_class::a_edge;
  std::string capability;
  bool operator==(const exclusion_config&) const = default;
};

/// K4, Z4. What outlives the process, with `--data`.
struct storage_config {
  int queue = 65'536;           // records that wait for the disk
  int queue_bytes = 67'108'864; // of them, payloads included
  double tick_ms = 1'000;       // what the disk did not take is tried again so often
  double patience_ms = 10'000;  // a command waits that long for the disk
  double history_period_ms = 60'000;
  double history_age_hours = 168;
  int history_rows = 100'000'000;
  bool operator==(const storage_config&) const = default;
};

struct runtime_config {
  int workers = 0; // scheduler threads; 0: one per core
  int max_throughput = 50;
  int command_processes = 8; // external programs running at once
  int malloc_arenas = 2;     // of glibc; 0: as many as it likes
  std::string log_level = "warn";
  bool log_json = false;
  bool operator==(const runtime_config&) const = default;
};

struct config {
  topology_config topology;
  std::array<class_config, 6> classes = default_classes();
  coordination_config coordination;
  impedance_config impedance;
  supervision_config supervision;
  growth_config growth;
  chains_config chains;
  breakers_config breakers;
  failures_config failures;
  conflicts_config conflicts;
  degradation_config degradation;
  limits_config limits;
  simulation_config simulation;
  std::vector<agent_override_config> agents;
  std::vector<exclusion_config> exclusions;
  permissions_config permissions;
  storage_config storage;
  transport_config transport;
  links_config links;
  placement_config placement;
  node_config node;
  control_config control;
  operators_config operators;
  gateway_config gateway;
  calls_config calls;
  talk_config talk;
  runtime_config runtime;

  static std::array<class_config, 6> default_classes();
  [[nodiscard]] const class_config& of(agent_class c) const {
    return classes[static_cast<std::size_t>(c)];
  }
  bool operator==(const config&) const = default;
};

} // namespace mesh
