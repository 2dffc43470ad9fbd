#pragma once
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "messages/vocabulary.hpp"
#include "tests/bench/report.hpp"

/// One benchmark a file. Each prints its JSON line with the floor's figure
/// beside its own: the same tree in bare CAF, measured in the same run, turn
/// by turn, so that a busy machine slows both.
namespace mesh::bench {

struct bench_options {
  bool quick = false; // only shows that it works
  topology_config size;
  int repetitions = 5;
  int cascades = 40;                           // in a repetition
  duration counting = std::chrono::seconds(3); // of messages or reads
  duration heartbeats = std::chrono::seconds(30);
  double heartbeat_period_ms = 5'000;

  static bench_options quick_ones();
};

/// Something a benchmark needs did not work: its figures would mean nothing.
class bench_failure : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct bench {
  std::string_view name;
  std::string_view what; // for --list
  void (*run)(const bench_options& options);
};
std::span<const bench> all_benches();

/// What must be measured in a process of its own: `mesh_bench [--quick] --probe
/// NAME SECTORS CLUSTERS AGENTS` prints one line.
struct probe {
  std::string_view name;
  json_line (*run)(const bench_options& options);
};
std::span<const probe> all_probes();
json_line run_probe(std::string_view name, const bench_options& options);

void cascade(const bench_options& options);
void actor_ids(const bench_options& options);
void spawn(const bench_options& options);
void memory(const bench_options& options);
void arrival(const bench_options& options);
void heartbeats(const bench_options& options);
void bus(const bench_options& options);
void registry_reads(const bench_options& options);
void freeze(const bench_options& options);
void scale(const bench_options& options);
void restart(const bench_options& options);
void storm(const bench_options& options);
void supervision_cost(const bench_options& options);
void conflict_log(const bench_options& options);
void remote(const bench_options& options);
void remote_cascade(const bench_options& options);
void remote_payload(const bench_options& options);
void takeover(const bench_options& options);
void gateway_cascade(const bench_options& options);
void gateway_bus(const bench_options& options);
void gateway_idle(const bench_options& options);
void gateway_storm(const bench_options& options);
void gateway_memory(const bench_options& options);
void signing(const bench_options& options);
void chain_speedup(const bench_options& options);
void chain_overhead(const bench_options& options);
void chain_board_reads(const bench_options& options);
void chain_scale(const bench_options& options);
void chain_steal(const bench_options& options);
void chain_resume(const bench_options& options);
void talk(const bench_options& options);

json_line spawn_mesh(const bench_options& options);
json_line spawn_floor(const bench_options& options);
json_line memory_mesh(const bench_options& options);
json_line memory_floor(const bench_options& options);
json_line heartbeats_mesh(const bench_options& options);
json_line heartbeats_floor(const bench_options& options);
json_line gateway_cascade_outside(const bench_options& options);
json_line gateway_cascade_inside(const bench_options& options);
json_line gateway_bus_outside(const bench_options& options);
json_line gateway_idle_outside(const bench_options& options);
json_line gateway_storm_outside(const bench_options& options);
json_line gateway_memory_alone(const bench_options& options);
json_line gateway_memory_shared(const bench_options& options);
json_line scale_mesh(const bench_options& options);
json_line scale_floor(const bench_options& options);
json_line scale_learning(const bench_options& options);
json_line chain_resume_load(const bench_options& options);

} // namespace mesh::bench
