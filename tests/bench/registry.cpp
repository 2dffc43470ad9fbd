#include "actors/coordination/registry.hpp"

#include <algorithm>

#include "actors/work/random.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/meshes.hpp"

namespace mesh::bench {

namespace {

struct read_figures {
  std::vector<double> per_s;
  std::vector<double> p99_us;
};

/// Calls `read` again and again, each call timed.
template <class Read>
void count_reads(duration how_long, read_figures& into, Read read) {
  std::vector<double> us;
  stopwatch total;
  while (total.ms() < to_ms(how_long)) {
    stopwatch one;
    read();
    us.push_back(one.ms() * 1'000);
  }
  into.per_s.push_back(static_cast<double>(us.size()) / total.s());
  into.p99_us.push_back(quantile(us, 0.99));
}

struct reader_figures {
  read_figures find;
  read_figures best;
};

void read_all_kinds(const local_mesh& mesh, const bench_options& o, reader_figures& into) {
  random_source random(1);
  std::uint64_t found = 0;
  auto agents = static_cast<std::uint64_t>(mesh.who().agents());
  count_reads(o.counting, into.find, [&] {
    auto id = mesh.who().start().id_of(static_cast<int>(random.below(agents)));
    found += mesh.agents().read().find(id) != nullptr ? 1 : 0;
  });
  count_reads(o.counting, into.best,
              [&] { found += best_of(mesh.agents(), {}, 10, any_score, {}, {}).size(); });
  if (found == 0)
    throw bench_failure("the registry is empty");
}

config beating_config(const bench_options& o, double period_ms) {
  auto cfg = quiet_config(o.size);
  cfg.impedance.heartbeat_period_ms = period_ms;
  cfg.impedance.heard_within_ms = std::max(cfg.impedance.heard_within_ms, 2 * period_ms);
  cfg.impedance.offline_after_ms = std::max(cfg.impedance.offline_after_ms, 3 * period_ms);
  cfg.impedance.publish_period_ms = std::min(cfg.impedance.publish_period_ms, period_ms);
  return cfg;
}

} // namespace

/// Readers against ten times the usual heartbeats; the floor is the same
/// registry with nobody writing. What a read costs more is what writers cost.
void registry_reads(const bench_options& o) {
  auto raised_ms = o.heartbeat_period_ms / 10;
  constexpr double never_ms = 600'000;
  reader_figures busy;
  reader_figures quiet;
  std::vector<double> beats_per_s;
  for (int i = 0; i < o.repetitions; ++i) {
    {
      local_mesh mesh(beating_config(o, raised_ms));
      mesh.wait(from_ms(raised_ms));
      auto before = mesh.counters().heartbeats.load();
      stopwatch watch;
      read_all_kinds(mesh, o, busy);
      beats_per_s.push_back(static_cast<double>(mesh.counters().heartbeats - before)
                            / watch.s());
    }
    local_mesh mesh(beating_config(o, never_ms));
    cascade_ms(mesh);
    read_all_kinds(mesh, o, quiet);
  }
  print({{"bench", "registry"},
         {"agents", o.size.agents},
         {"heartbeats_per_s", median(beats_per_s)},
         {"find_per_s", median(busy.find.per_s)},
         {"find_p99_ms", median(busy.find.p99_us) / 1'000},
         {"best_of_per_s", median(busy.best.per_s)},
         {"best_of_p99_ms", median(busy.best.p99_us) / 1'000},
         {"floor_find_per_s", median(quiet.find.per_s)},
         {"floor_find_p99_ms", median(quiet.find.p99_us) / 1'000},
         {"floor_best_of_per_s", median(quiet.best.per_s)},
         {"floor_best_of_p99_ms", median(quiet.best.p99_us) / 1'000},
         {"ratio", median_ratio(busy.find.p99_us, quiet.find.p99_us)}});
}

} // namespace mesh::bench
