#include "tests/bench/bench.hpp"
#include "tests/bench/floor.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/meshes.hpp"

namespace mesh::bench {

json_line spawn_mesh(const bench_options& o) {
  stopwatch watch;
  local_mesh mesh(quiet_config(o.size));
  auto up_ms = watch.ms();
  cascade_ms(mesh);
  return {{"up_ms", up_ms}, {"ms", watch.ms()}};
}

json_line spawn_floor(const bench_options& o) {
  stopwatch watch;
  floor_tree floor(o.size);
  floor.cascade_ms();
  return {{"ms", watch.ms()}};
}

/// Each in a fresh process: until every agent has answered for the first time.
void spawn(const bench_options& o) {
  std::vector<double> up;
  std::vector<double> mine;
  std::vector<double> bare;
  for (int i = 0; i < o.repetitions; ++i) {
    auto line = run_probe("spawn_mesh", o);
    up.push_back(line["up_ms"]);
    mine.push_back(line["ms"]);
    bare.push_back(run_probe("spawn_floor", o)["ms"]);
  }
  print({{"bench", "spawn"},
         {"agents", o.size.agents},
         {"ms", median(mine)},
         {"before_first_message_ms", median(up)},
         {"floor_ms", median(bare)},
         {"ratio", median_ratio(mine, bare)}});
}

} // namespace mesh::bench
