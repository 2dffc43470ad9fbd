#include "tests/bench/bench.hpp"
#include "tests/bench/floor.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/meshes.hpp"

namespace mesh::bench {

namespace {

/// Resident memory since `before`, for each agent.
double bytes_per_agent(std::uint64_t before, const topology_config& size) {
  auto now = rss_bytes();
  return now > before ? static_cast<double>(now - before) / size.agents : 0;
}

} // namespace

/// Idle: every agent has answered once. After learning: every ring is full.
json_line memory_mesh(const bench_options& o) {
  auto before = rss_bytes();
  local_mesh mesh(quiet_config(o.size));
  auto started = bytes_per_agent(before, o.size);
  cascade_ms(mesh);
  json_line line{{"bytes", bytes_per_agent(before, o.size)},
                 {"started_bytes", started},
                 {"rss_bytes", rss_bytes()}};
  for (int i = 0; i <= mesh.cfg().impedance.ring_samples; ++i)
    cascade_ms(mesh);
  line["learned_bytes"] = bytes_per_agent(before, o.size);
  line["learned_rss_bytes"] = rss_bytes();
  return line;
}

json_line memory_floor(const bench_options& o) {
  auto before = rss_bytes();
  floor_tree floor(o.size);
  floor.cascade_ms();
  return {{"bytes", bytes_per_agent(before, o.size)}};
}

void memory(const bench_options& o) {
  std::vector<double> bytes;
  std::vector<double> learned;
  std::vector<double> rss;
  std::vector<double> learned_rss;
  std::vector<double> bare;
  for (int i = 0; i < o.repetitions; ++i) {
    auto line = run_probe("memory_mesh", o);
    bytes.push_back(line["bytes"]);
    learned.push_back(line["learned_bytes"]);
    rss.push_back(line["rss_bytes"]);
    learned_rss.push_back(line["learned_rss_bytes"]);
    bare.push_back(run_probe("memory_floor", o)["bytes"]);
  }
  constexpr double mib = 1024 * 1024;
  print({{"bench", "memory"},
         {"agents", o.size.agents},
         {"bytes_per_agent", median(bytes)},
         {"floor_bytes_per_agent", median(bare)},
         {"ratio", median_ratio(bytes, bare)},
         {"rss_mib", median(rss) / mib},
         {"learned_bytes_per_agent", median(learned)},
         {"learned_ratio", median_ratio(learned, bare)},
         {"learned_rss_mib", median(learned_rss) / mib}});
}

} // namespace mesh::bench
