#include "tests/bench/bench.hpp"
#include "tests/bench/floor.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/meshes.hpp"

namespace mesh::bench {

namespace {

/// Cascades in a row, and what each costs the processor.
struct series {
  repeated_samples ms;
  std::vector<double> cpu_ms;

  template <class Once>
  void run(int count, Once once) {
    std::vector<double> each;
    cpu_watch cpu;
    for (int i = 0; i < count; ++i)
      each.push_back(once());
    ms.add(each);
    cpu_ms.push_back(cpu.ms() / count);
  }
};

} // namespace

/// Unscheduled, so that like is compared with like; the scheduled one, which
/// waits for its own margin, is reported beside it.
void cascade(const bench_options& o) {
  constexpr int warm_up = 5;
  local_mesh mesh(quiet_config(o.size));
  floor_tree floor(o.size);
  auto on_mesh = [&] {
    return cascade_ms(mesh);
  };
  auto on_floor = [&] {
    return floor.cascade_ms();
  };
  auto on_schedule = [&] {
    return cascade_ms(mesh, true);
  };
  series{}.run(warm_up, on_mesh);
  series{}.run(warm_up, on_floor);
  series mine;
  series bare;
  series scheduled;
  for (int i = 0; i < o.repetitions; ++i) {
    mine.run(o.cascades, on_mesh);
    bare.run(o.cascades, on_floor);
    scheduled.run(o.cascades, on_schedule);
  }
  print({{"bench", "cascade"},
         {"agents", o.size.agents},
         {"p50_ms", mine.ms.p50()},
         {"p95_ms", mine.ms.p95()},
         {"cpu_ms", median(mine.cpu_ms)},
         {"floor_p50_ms", bare.ms.p50()},
         {"floor_p95_ms", bare.ms.p95()},
         {"floor_cpu_ms", median(bare.cpu_ms)},
         {"ratio", mine.ms.ratio_to(bare.ms)},
         {"cpu_ratio", median_ratio(mine.cpu_ms, bare.cpu_ms)},
         {"scheduled_p50_ms", scheduled.ms.p50()},
         {"scheduled_p95_ms", scheduled.ms.p95()},
         {"scheduled_margin_ms", mesh.cfg().coordination.horizon_margin_ms}});
}

} // namespace mesh::bench
