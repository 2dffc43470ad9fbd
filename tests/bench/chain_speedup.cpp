#include <algorithm>
#include <map>

#include "tests/bench/chain_world.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/meshes.hpp"

namespace mesh::bench {

namespace {

constexpr int tasks = 16;

/// Mean time of a chain. Each is timed by its own begin and end.
struct dial_figures {
  double chain_ms = 0;
  double wasted_share = 0;
  double looks_per_task = 0;
};

dial_figures run_dial(const bench_options& o, const std::string& speculate, int depth,
                      const std::string& regimen, double refuted) {
  auto world = std::make_shared<chain_world>();
  world->takes_ms = o.quick ? 1 : 50;
  world->refuted = refuted;
  local_mesh mesh(quiet_config(o.size), options_of(world));
  auto plan = chain_of(o.quick ? 3 : tasks, 1);
  plan.speculate = speculate;
  plan.depth = depth;
  plan.regimen = regimen;
  const auto chains = o.quick ? 2 : 100;
  run_chains(mesh, plan, chains); // the scheduler and the agents learn
  auto looks = mesh.chains().counters().looks.load();
  auto first = mesh.chains().size();
  auto all = run_chains(mesh, plan, chains);
  dial_figures figures;
  auto board = mesh.chains().board().read();
  for (auto i = first; i < mesh.chains().size(); ++i)
    figures.chain_ms += to_ms(board.find(i)->ended - board.find(i)->begun) / chains;
  figures.wasted_share = all.worked_ms > 0 ? all.wasted_ms / all.worked_ms : 0;
  figures.looks_per_task = static_cast<double>(mesh.chains().counters().looks - looks)
                           / static_cast<double>(all.counts.begun);
  return figures;
}

} // namespace

/// V11: chains of 16 tasks, work and verification 50 ms each, on agents that wait. Beside each:
/// waiting for every verification, and an oracle that knows the best of all fixed dials.
void chain_speedup(const bench_options& o) {
  for (auto refuted : {0.0, 0.01, 0.05, 0.2, 0.5}) {
    auto waiting = run_dial(o, "never", 1, "adaptive", refuted);
    auto oracle = waiting;
    for (int depth : {1, 2, 4, 16}) {
      auto fixed = run_dial(o, "bounded", depth, "eager", refuted);
      if (fixed.chain_ms < oracle.chain_ms)
        oracle = fixed;
    }
    auto adaptive = run_dial(o, "adaptive", tasks, "adaptive", refuted);
    auto eager = run_dial(o, "adaptive", tasks, "eager", refuted);
    print({{"bench", "chain_speedup"},
           {"agents", o.size.agents},
           {"refuted", refuted},
           {"waiting_ms", rounded(waiting.chain_ms)},
           {"oracle_ms", rounded(oracle.chain_ms)},
           {"adaptive_ms", rounded(adaptive.chain_ms)},
           {"speed_up", rounded(waiting.chain_ms / adaptive.chain_ms)},
           {"share_of_oracle", rounded(oracle.chain_ms / adaptive.chain_ms)},
           {"wasted_share", rounded(adaptive.wasted_share)},
           {"oracle_wasted_share", rounded(oracle.wasted_share)},
           {"looks_per_task", rounded(adaptive.looks_per_task)},
           {"eager_looks_per_task", rounded(eager.looks_per_task)},
           {"ratio", rounded(adaptive.chain_ms / oracle.chain_ms)}});
  }
}

} // namespace mesh::bench
