#include <spdlog/spdlog.h>

#include "tests/bench/bench.hpp"
#include "tests/bench/crash_watch.hpp"
#include "tests/bench/floor_supervisors.hpp"
#include "tests/bench/meshes.hpp"

namespace mesh::bench {

namespace {

class fragile_work : public work {
public:
  explicit fragile_work(crash_watch& watch) : watch_(watch) {}
  std::optional<planned_result> start(const job&, const std::function<work_done()>&) override {
    watch_.work();
    return planned_result{work_result::ready("up")};
  }

private:
  crash_watch& watch_;
};

/// p50 and p99 of each repetition.
struct restart_figures {
  std::vector<double> p50_us;
  std::vector<double> p99_us;
  void add(const std::vector<double>& us) {
    p50_us.push_back(quantile(us, 0.5));
    p99_us.push_back(quantile(us, 0.99));
  }
};

/// Sends the agent a message at which it throws, and waits for the answer.
double restart_us(local_mesh& mesh, crash_watch& watch, agent_id agent) {
  scatter_request request;
  request.what.payload = "crash";
  request.targets = {agent};
  request.window_ms = 60'000;
  request.horizon_ms = 0;
  request.scheduled = false;
  watch.arm();
  auto done = mesh.scatter(request);
  if (done.summary.ready != 1)
    throw bench_failure("the replacement of " + to_string(agent) + " did not answer");
  return watch.us();
}

} // namespace

/// From the moment at which an agent throws until its replacement has the
/// answer to the same message: the end of the actor, the notice to its
/// supervisor, the decision, the new actor, the lead's introduction, and the
/// message that the lead gives it again. Not in it: the answer's own way to the
/// lead. No agent crashes twice, for that would be delayed on purpose.
void restart(const bench_options& o) {
  spdlog::set_level(spdlog::level::err);
  crash_watch watch; // outlives the mesh
  mesh_options how;
  how.work.push_back({{}, {}, [&watch](const agent_identity&) {
                        return std::make_shared<fragile_work>(watch);
                      }});
  local_mesh mesh(quiet_config(o.size), std::move(how));
  floor_supervisors floor(1, o.size.agents_per_cluster);
  constexpr int most_crashes = 500;
  auto crashes = std::min(most_crashes, o.size.agents / o.repetitions);
  auto stride = o.size.agents / (crashes * o.repetitions); // so that clusters share them
  restart_figures mine;
  restart_figures bare;
  for (int i = 0, next = 0; i < o.repetitions; ++i) {
    std::vector<double> mesh_us;
    std::vector<double> floor_us;
    for (int n = 0; n < crashes; ++n, next += stride) {
      mesh_us.push_back(restart_us(mesh, watch, mesh.who().start().id_of(next)));
      floor_us.push_back(floor.restart_us(0, n % o.size.agents_per_cluster));
    }
    mine.add(mesh_us);
    bare.add(floor_us);
  }
  print({{"bench", "restart"},
         {"agents", o.size.agents},
         {"crashes", crashes * o.repetitions},
         {"p50_us", median(mine.p50_us)},
         {"p99_us", median(mine.p99_us)},
         {"floor_p50_us", median(bare.p50_us)},
         {"floor_p99_us", median(bare.p99_us)},
         {"ratio", median_ratio(mine.p50_us, bare.p50_us)}});
}

} // namespace mesh::bench
