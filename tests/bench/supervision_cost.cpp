#include <optional>

#include "tests/bench/bench.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/meshes.hpp"
#include "tests/bench/unsupervised.hpp"

namespace mesh::bench {

namespace {

double cascade_ms_without(unsupervised_mesh& mesh, int agents) {
  stopwatch watch;
  auto done = mesh.cascade(to_everyone(false));
  auto ms = watch.ms();
  if (done.total.summary.ready != static_cast<std::uint32_t>(agents))
    throw bench_failure(std::to_string(done.total.summary.ready)
                        + " agents answered a cascade without supervisors");
  return ms;
}

/// Cascades of one repetition: how long each took, and its CPU time.
struct one_run {
  std::vector<double> ms;
  std::vector<double> cpu_ms;
  template <class Once>
  void time(Once once) {
    cpu_watch cpu;
    ms.push_back(once());
    cpu_ms.push_back(cpu.ms());
  }
};

struct all_runs {
  repeated_samples ms;
  std::vector<double> cpu_ms; // median of each repetition
  void add(const one_run& run) {
    ms.add(run.ms);
    cpu_ms.push_back(median(run.cpu_ms));
  }
};

struct both_runs {
  one_run with;
  one_run without;
};

/// Cascades of one and the other, turn by turn. Who was made first has the
/// better place in memory, which is worth some percent: hence `supervised_first`.
both_runs compare(const bench_options& o, bool supervised_first) {
  constexpr int warm_up = 5;
  auto cfg = quiet_config(o.size);
  std::optional<local_mesh> with;
  if (supervised_first)
    with.emplace(cfg);
  unsupervised_mesh without(cfg);
  if (!supervised_first)
    with.emplace(cfg);
  auto on_with = [&] {
    return cascade_ms(*with);
  };
  auto on_without = [&] {
    return cascade_ms_without(without, o.size.agents);
  };
  both_runs warm;
  both_runs runs;
  for (int i = 0; i < warm_up + o.cascades; ++i) {
    auto& into = i < warm_up ? warm : runs;
    into.with.time(on_with);
    into.without.time(on_without);
  }
  return runs;
}

} // namespace

/// A healthy cascade with the supervisors and, as `floor`, without: the same
/// tree of the mesh's own actors, none of them monitored. What stays in both is
/// what an agent and a lead keep for the case of a replacement: incarnations,
/// and what they gave out.
void supervision_cost(const bench_options& o) {
  all_runs mine;
  all_runs bare;
  for (int i = 0; i < 2 * o.repetitions; ++i) {
    auto runs = compare(o, i % 2 == 0);
    mine.add(runs.with);
    bare.add(runs.without);
  }
  print({{"bench", "supervision_cost"},
         {"agents", o.size.agents},
         {"p50_ms", mine.ms.p50()},
         {"p95_ms", mine.ms.p95()},
         {"cpu_ms", median(mine.cpu_ms)},
         {"floor_p50_ms", bare.ms.p50()},
         {"floor_p95_ms", bare.ms.p95()},
         {"floor_cpu_ms", median(bare.cpu_ms)},
         {"ratio", mine.ms.ratio_to(bare.ms)},
         {"cpu_ratio", median_ratio(mine.cpu_ms, bare.cpu_ms)}});
}

} // namespace mesh::bench
