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

} // namespace

/// A healthy cascade with the supervisors and, as `floor`, without: the same
/// tree of the mesh's own actors, none of them monitored. What stays in both is
/// what an agent and a lead keep for the case of a replacement: incarnations,
/// and what they gave out.
void supervision_cost(const bench_options& o) {
  auto cfg = quiet_config(o.size);
  local_mesh with(cfg);
  unsupervised_mesh without(cfg);
  constexpr int warm_up = 5;
  for (int i = 0; i < warm_up; ++i) {
    cascade_ms(with);
    cascade_ms_without(without, o.size.agents);
  }
  repeated_samples mine;
  repeated_samples bare;
  for (int i = 0; i < o.repetitions; ++i) {
    std::vector<double> with_ms;
    std::vector<double> without_ms;
    for (int n = 0; n < o.cascades; ++n) { // turn by turn: the difference is small
      with_ms.push_back(cascade_ms(with));
      without_ms.push_back(cascade_ms_without(without, o.size.agents));
    }
    mine.add(with_ms);
    bare.add(without_ms);
  }
  print({{"bench", "supervision_cost"},
         {"agents", o.size.agents},
         {"p50_ms", mine.p50()},
         {"p95_ms", mine.p95()},
         {"floor_p50_ms", bare.p50()},
         {"floor_p95_ms", bare.p95()},
         {"ratio", mine.ratio_to(bare)}});
}

} // namespace mesh::bench
