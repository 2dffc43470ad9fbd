#include "tests/bench/bench.hpp"
#include "tests/bench/floor_clock.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/meshes.hpp"

namespace mesh::bench {

namespace {

constexpr double spread_ms = 500;
constexpr int learning_rounds = 3;

/// Round trips drawn evenly from 0 to twice the spread, and nothing else: send
/// times lie half a round trip before T, so they are even over the spread.
config spread_config(const topology_config& size) {
  auto cfg = quiet_config(size);
  cfg.simulation.delay_factor = 1;
  for (auto& cls : cfg.classes) {
    cls.share = 0;
    cls.latency_max_ms = 2 * spread_ms;
  }
  cfg.classes[static_cast<std::size_t>(agent_class::a_edge)].share = 1;
  return cfg;
}

void learn(local_mesh& mesh) {
  for (int i = 0; i < learning_rounds; ++i)
    cascade_ms(mesh);
}

} // namespace

/// The mesh's figures include the simulated links, which take two more timers
/// for each agent than the floor has.
void arrival(const bench_options& o) {
  local_mesh mesh(spread_config(o.size));
  learn(mesh);
  repeated_samples bare;
  std::vector<double> p50;
  std::vector<double> p99;
  std::vector<double> cpu_ms;
  std::vector<double> sent;
  std::vector<double> bare_p99;
  std::vector<double> bare_cpu_ms;
  for (int i = 0; i < o.repetitions; ++i) {
    cpu_watch cpu;
    auto done = mesh.cascade(to_everyone(true));
    cpu_ms.push_back(cpu.ms());
    const auto& s = done.total.summary;
    p50.push_back(s.send_lateness.quantile(0.5));
    p99.push_back(s.send_lateness.quantile(0.99));
    sent.push_back(s.sent);
    auto floor = floor_arrival(o.size, from_ms(spread_ms));
    bare.add(floor.ms);
    bare_p99.push_back(quantile(floor.ms, 0.99));
    bare_cpu_ms.push_back(floor.cpu_ms);
  }
  print({{"bench", "arrival"},
         {"agents", o.size.agents},
         {"sends", median(sent)},
         {"over_ms", spread_ms},
         {"p50_ms", median(p50)},
         {"p99_ms", median(p99)},
         {"cpu_ms", median(cpu_ms)},
         {"floor_p50_ms", bare.p50()},
         {"floor_p99_ms", median(bare_p99)},
         {"floor_cpu_ms", median(bare_cpu_ms)},
         {"ratio", median_ratio(p99, bare_p99)}});
}

} // namespace mesh::bench
