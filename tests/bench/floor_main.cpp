// The floor as a program of its own: SECTORS CLUSTERS AGENTS CASCADES. Built
// twice from this source, with and without runtime/mesh/actor_ids.cpp.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <vector>

#include "tests/bench/floor.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/report.hpp"

int main(int argc, char** argv) {
  using namespace mesh::bench;
  if (argc != 5) {
    std::cerr << "usage: " << argv[0] << " SECTORS CLUSTERS AGENTS CASCADES\n";
    return 2;
  }
  constexpr int warm_up = 5;
  floor_tree floor(
      mesh::topology_config::of(std::atoi(argv[1]), std::atoi(argv[2]), std::atoi(argv[3])));
  for (int i = 0; i < warm_up; ++i)
    floor.cascade_ms();
  auto rounds = std::atoi(argv[4]);
  std::vector<double> ms;
  ms.reserve(static_cast<std::size_t>(std::max(0, rounds)));
  cpu_watch cpu;
  for (int i = 0; i < rounds; ++i)
    ms.push_back(floor.cascade_ms());
  print({{"p50_ms", median(ms)},
         {"p95_ms", quantile(ms, 0.95)},
         {"cpu_ms", cpu.ms() / static_cast<double>(ms.size())}});
}
