#include "tests/bench/bench.hpp"
#include "tests/bench/child.hpp"
#include "tests/bench/measure.hpp"

namespace mesh::bench {

/// What runtime/mesh/actor_ids.cpp buys: bare CAF with it, and as it comes.
void actor_ids(const bench_options& o) {
  auto run = [&](const char* program) {
    return line_of_child(
        own_program().parent_path() / program,
        {std::to_string(o.size.sectors), std::to_string(o.size.clusters_per_sector),
         std::to_string(o.size.agents_per_cluster), std::to_string(o.cascades)});
  };
  std::vector<double> with;
  std::vector<double> without;
  std::vector<double> with_cpu;
  std::vector<double> without_cpu;
  for (int i = 0; i < o.repetitions; ++i) {
    auto mine = run("mesh_bench_floor");
    with.push_back(mine["p50_ms"]);
    with_cpu.push_back(mine["cpu_ms"]);
    auto theirs = run("mesh_bench_floor_as_is");
    without.push_back(theirs["p50_ms"]);
    without_cpu.push_back(theirs["cpu_ms"]);
  }
  print({{"bench", "actor_ids"},
         {"agents", o.size.agents},
         {"p50_ms", median(with)},
         {"cpu_ms", median(with_cpu)},
         {"floor_p50_ms", median(without)},
         {"floor_cpu_ms", median(without_cpu)},
         {"ratio", median_ratio(with, without)}});
}

} // namespace mesh::bench
