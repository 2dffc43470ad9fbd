#include <algorithm>
#include <array>

#include "tests/bench/bench.hpp"
#include "tests/bench/floor.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/meshes.hpp"

namespace mesh::bench {

namespace {

constexpr int warm_up = 2;

/// Fewer cascades of a larger mesh, so that each size takes about as long.
int cascades(const bench_options& o) {
  constexpr int agents_in_all = 600'000;
  return std::clamp(agents_in_all / o.size.agents, 5, o.cascades);
}

template <class Once>
json_line samples(int count, Once once) {
  std::vector<double> ms;
  for (int i = 0; i < warm_up + count; ++i) {
    auto one = once();
    if (i >= warm_up)
      ms.push_back(one);
  }
  return {{"p50_ms", median(ms)}, {"rss_bytes", rss_bytes()}};
}

} // namespace

json_line scale_mesh(const bench_options& o) {
  local_mesh mesh(quiet_config(o.size));
  return samples(cascades(o), [&] { return cascade_ms(mesh); });
}

json_line scale_floor(const bench_options& o) {
  floor_tree floor(o.size);
  return samples(cascades(o), [&] { return floor.cascade_ms(); });
}

/// The default world without people: two rounds to learn it, one to see.
json_line scale_learning(const bench_options& o) {
  config cfg;
  cfg.topology = o.size;
  cfg.classes[static_cast<std::size_t>(agent_class::f_human)].share = 0;
  local_mesh mesh(cfg);
  constexpr int rounds = 2;
  std::vector<double> ms;
  for (int i = 0; i < rounds; ++i)
    ms.push_back(cascade_ms(mesh));
  auto request = to_everyone(true);
  request.window_ms = cfg.coordination.parallel_window_ms;
  auto done = mesh.cascade(request);
  return {{"round_ms", median(ms)},
          {"ready_rate", done.total.ready_rate().value_or(0)},
          {"prediction_error_p95_ms", done.total.summary.prediction_error.quantile(0.95)},
          {"rss_bytes", rss_bytes()}};
}

namespace {

struct size_figures {
  std::vector<double> ms;
  std::vector<double> floor_ms;
  std::vector<double> rss;
  std::vector<double> floor_rss;
};

} // namespace

/// A tenth, the mesh itself, and ten times as many agents.
void scale(const bench_options& o) {
  const auto& size = o.size;
  const std::array sizes{
      topology_config::of(std::max(1, size.sectors / 10), size.clusters_per_sector,
                          size.agents_per_cluster),
      size,
      o.quick ? topology_config::of(size.sectors * 2, size.clusters_per_sector,
                                    size.agents_per_cluster)
              : topology_config::of(100, 30, 100),
  };
  std::array<size_figures, 3> figures;
  std::vector<double> growth;
  for (int i = 0; i < o.repetitions; ++i) {
    for (std::size_t n = 0; n < sizes.size(); ++n) {
      auto sized = o;
      sized.size = sizes[n];
      auto& into = figures[n];
      auto mine = run_probe("scale_mesh", sized);
      into.ms.push_back(mine["p50_ms"]);
      into.rss.push_back(mine["rss_bytes"]);
      auto bare = run_probe("scale_floor", sized);
      into.floor_ms.push_back(bare["p50_ms"]);
      into.floor_rss.push_back(bare["rss_bytes"]);
    }
    growth.push_back(figures[2].ms.back() / figures[1].ms.back());
  }
  constexpr double mib = 1024 * 1024;
  for (std::size_t n = 0; n < sizes.size(); ++n) {
    const auto& [ms, floor_ms, rss, floor_rss] = figures[n];
    json_line line{{"bench", "scale"},
                   {"agents", sizes[n].agents},
                   {"p50_ms", median(ms)},
                   {"floor_p50_ms", median(floor_ms)},
                   {"ratio", median_ratio(ms, floor_ms)},
                   {"rss_mib", median(rss) / mib},
                   {"floor_rss_mib", median(floor_rss) / mib}};
    if (n == 2) {
      line["times_the_middle_size"] = median(growth);
      auto sized = o;
      sized.size = sizes[n];
      auto learned = run_probe("scale_learning", sized);
      line["learning_round_ms"] = learned["round_ms"];
      line["learned_ready_rate"] = learned["ready_rate"];
      line["learned_error_p95_ms"] = learned["prediction_error_p95_ms"];
      line["learned_rss_mib"] = learned["rss_bytes"].get<double>() / mib;
    }
    print(line);
  }
}

} // namespace mesh::bench
