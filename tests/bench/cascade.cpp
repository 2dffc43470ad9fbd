#include "tests/bench/bench.hpp"
#include "tests/bench/floor.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/meshes.hpp"

namespace mesh::bench {

namespace {

template <class Once>
std::vector<double> samples(int count, Once once) {
  std::vector<double> ms;
  for (int i = 0; i < count; ++i)
    ms.push_back(once());
  return ms;
}

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
  samples(warm_up, on_mesh);
  samples(warm_up, on_floor);
  repeated_samples mine;
  repeated_samples bare;
  repeated_samples scheduled;
  for (int i = 0; i < o.repetitions; ++i) {
    mine.add(samples(o.cascades, on_mesh));
    bare.add(samples(o.cascades, on_floor));
    scheduled.add(samples(o.cascades, [&] { return cascade_ms(mesh, true); }));
  }
  print({{"bench", "cascade"},
         {"agents", o.size.agents},
         {"p50_ms", mine.p50()},
         {"p95_ms", mine.p95()},
         {"floor_p50_ms", bare.p50()},
         {"floor_p95_ms", bare.p95()},
         {"ratio", mine.ratio_to(bare)},
         {"scheduled_p50_ms", scheduled.p50()},
         {"scheduled_p95_ms", scheduled.p95()},
         {"scheduled_margin_ms", mesh.cfg().coordination.horizon_margin_ms}});
}

} // namespace mesh::bench
