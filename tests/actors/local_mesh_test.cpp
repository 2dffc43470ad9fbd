// A whole mesh in one process, in real time; what it computes is tested in
// virtual time (tests/sim).
#include "runtime/mesh/local_mesh.hpp"

#include <atomic>
#include <thread>

#include "actors/work/function_work.hpp"
#include "runtime/mesh/actor_ids.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;

namespace {

/// Twenty agents without any delay.
config at_once() {
  config cfg;
  cfg.topology = topology_config::of(2, 2, 5);
  cfg.simulation.delay_factor = 0;
  return cfg;
}

scatter_request unscheduled() {
  scatter_request request;
  request.scheduled = false;
  request.window_ms = 30'000;
  return request;
}

/// Agents that never answer.
work_override silent() {
  return {{}, {}, [](const agent_identity&) {
            return make_async_work([](const job&, const work_done&) {});
          }};
}

} // namespace

TEST_CASE("a mesh runs in real time, with several callers at once") {
  local_mesh mesh(at_once());
  std::atomic<std::uint32_t> ready{0};
  std::vector<std::thread> callers;
  for (int t = 0; t < 3; ++t)
    callers.emplace_back([&] {
      for (int i = 0; i < 10; ++i)
        ready += mesh.scatter(unscheduled()).summary.ready;
    });
  for (auto& caller : callers)
    caller.join();
  CHECK(ready == 3 * 10 * 20);
  cascade_request all;
  all.scheduled = false;
  CHECK(mesh.cascade(all).total.summary.ready == 20);
}

TEST_CASE("CAF asks the mesh's own functions for the running actor's id") {
  local_mesh mesh(at_once());
  mesh.scatter(unscheduled());
  CHECK(lock_free_actor_ids_used());
}

TEST_CASE("a mesh ends while its agents still work, and while timers are set") {
  mesh_options options;
  options.work.push_back(silent());
  local_mesh mesh(at_once(), options);
  auto request = unscheduled();
  request.window_ms = 1;
  CHECK(mesh.scatter(request).summary.straggler == 20);
}

TEST_CASE("an interrupted call ends as cancelled, and the mesh lives on") {
  auto virtual_time = GENERATE(true, false);
  auto interrupted = std::make_shared<std::atomic<bool>>(true);
  mesh_options options;
  options.virtual_time = virtual_time;
  options.work.push_back(silent());
  options.interrupted = [=] {
    return interrupted->load();
  };
  local_mesh mesh(at_once(), options);
  auto result = mesh.scatter(unscheduled());
  CHECK(result.cancelled);
  CHECK(result.summary.accounted() == result.summary.targets);
  CHECK(mesh.delegate({}).failure.code == errc::cancelled);
  if (!virtual_time)
    CHECK_FALSE(mesh.wait(1h));
  *interrupted = false;
  auto request = unscheduled();
  request.window_ms = 1;
  CHECK_FALSE(mesh.scatter(request).cancelled);
}

TEST_CASE("a mesh that cannot start says why") {
  config cfg;
  cfg.topology.agents = 7;
  CHECK_THROWS_AS(local_mesh(cfg), mesh_failure);
  try {
    local_mesh mesh(cfg);
  } catch (const mesh_failure& failure) {
    CHECK(failure.why().code == errc::config_invalid);
    CHECK(failure.why().detail.find("/topology/agents") != std::string::npos);
  }
  mesh_options options;
  options.work.push_back({{}, {"not a name"}, silent().make});
  CHECK_THROWS_AS(local_mesh(at_once(), options), mesh_failure);
}

TEST_CASE("external programs and virtual time are refused together") {
  auto cfg = at_once();
  agent_override_config some;
  some.command.emplace();
  some.command->argv = {"/bin/true"};
  cfg.agents.push_back(some);
  mesh_options options;
  options.virtual_time = true;
  CHECK_THROWS_AS(local_mesh(cfg, options), mesh_failure);
}

TEST_CASE("in virtual time a day passes at once, and exactly") {
  mesh_options options;
  options.virtual_time = true;
  auto cfg = at_once();
  cfg.impedance.heartbeat_period_ms = 60'000;
  cfg.impedance.heard_within_ms = cfg.impedance.offline_after_ms = 120'000;
  local_mesh mesh(cfg, options);
  auto before = mesh.now();
  CHECK(mesh.wait(24h));
  CHECK(mesh.now() - before == 24h);
  CHECK(mesh.counters().heartbeats == Approx(24 * 60 * 20).epsilon(0.01));
}
