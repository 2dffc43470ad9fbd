#include <spdlog/spdlog.h>

#include "tests/bench/bench.hpp"
#include "tests/bench/crash_watch.hpp"
#include "tests/bench/floor_supervisors.hpp"
#include "tests/bench/meshes.hpp"

namespace mesh::bench {

namespace {

struct storm_figures {
  std::vector<double> replaced_ms;
  std::vector<double> whole_ms;
};

/// Every tenth agent, others each time.
std::vector<scope> a_tenth(const local_mesh& mesh, int which) {
  constexpr int share = 10;
  std::vector<scope> some;
  for (int i = which % share; i < mesh.who().agents(); i += share)
    some.emplace_back(mesh.who().start().id_of(i));
  return some;
}

void storm_of_mesh(local_mesh& mesh, int which, storm_figures& into) {
  constexpr double nearly_all = 0.999;
  auto victims = a_tenth(mesh, which);
  auto wanted = mesh.counters().agents_replaced + victims.size();
  stopwatch watch;
  mesh.inject({fault_kind::crash, std::move(victims)});
  wait_until([&] { return mesh.counters().agents_replaced >= wanted; },
             [&] { mesh.wait(milliseconds(1)); });
  into.replaced_ms.push_back(watch.ms());
  auto everybody = mesh.cascade(to_everyone(false)).total;
  into.whole_ms.push_back(watch.ms());
  auto share = double(everybody.summary.ready) / mesh.who().agents();
  if (share < nearly_all)
    throw bench_failure(std::to_string(everybody.summary.ready)
                        + " agents answer after a storm");
}

void storm_of_floor(floor_supervisors& floor, int which, storm_figures& into) {
  constexpr int share = 10;
  stopwatch watch;
  into.replaced_ms.push_back(floor.storm_ms(which % share, share));
  floor.round_ms();
  into.whole_ms.push_back(watch.ms());
}

} // namespace

/// A tenth of all agents crash at once. `replaced_ms`: until each has its
/// replacement; `whole_ms`: until a gather over everybody has found at least
/// 99.9 % of them. No agent crashes twice, and no breaker opens.
void storm(const bench_options& o) {
  spdlog::set_level(spdlog::level::err);
  auto cfg = quiet_config(o.size);
  // Breakers aside: several storms within a minute open all of them.
  constexpr int never = 1'000'000;
  cfg.breakers.cluster_failures = cfg.breakers.sector_failures = never;
  cfg.failures.growth_floor = never;
  local_mesh mesh(cfg);
  floor_supervisors floor(o.size.clusters(), o.size.agents_per_cluster);
  cascade_ms(mesh);
  floor.round_ms();
  storm_figures mine;
  storm_figures bare;
  for (int i = 0; i < o.repetitions; ++i) {
    storm_of_mesh(mesh, i, mine);
    storm_of_floor(floor, i, bare);
  }
  print({{"bench", "storm"},
         {"agents", o.size.agents},
         {"crashed", (o.size.agents + 9) / 10},
         {"replaced_ms", median(mine.replaced_ms)},
         {"whole_ms", median(mine.whole_ms)},
         {"floor_replaced_ms", median(bare.replaced_ms)},
         {"floor_whole_ms", median(bare.whole_ms)},
         {"ratio", median_ratio(mine.whole_ms, bare.whole_ms)}});
}

} // namespace mesh::bench
