// F2: the process that watches everybody may have been away itself. Nobody is
// declared dead for that.
#include "actors/coordination/registry.hpp"
#include "tests/sim/away.hpp"
#include "tests/sim/whole_mesh.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

void check_nobody_replaced(const local_mesh& mesh) {
  const auto& c = mesh.counters();
  CHECK(c.agents_replaced == 0);
  CHECK(c.leads_replaced == 0);
  CHECK(c.coordinators_replaced == 0);
  CHECK(c.orchestrators_replaced == 0);
  CHECK(c.breakers_opened == 0);
  CHECK(mesh.events().count(failure_class::agent_crash) == 0);
  // A few at most, before the process is late enough to be starved.
  CHECK(mesh.events().count(failure_class::transient_network) < 10);
}

void check_works(local_mesh& mesh) {
  scatter_request everybody;
  everybody.horizon_ms = 2'000;
  auto result = mesh.scatter(everybody);
  CHECK(result.failure.code == errc::none);
  CHECK(result.summary.ready == result.summary.sent);
  CHECK(result.summary.sent == count_without_people(mesh));
  CHECK(summarise(mesh.agents()).active == static_cast<std::uint32_t>(mesh.who().agents()));
}

} // namespace

TEST_CASE("F2 a process that was stopped replaces nobody and works on", "[sim][away]") {
  auto away = GENERATE(2s, 12s, 45s, 3'600s);
  auto mesh = in_virtual_time(sized(3, 3, 10));
  mesh->wait(17s);
  stop_process(*mesh, away);
  check_works(*mesh);
  mesh->wait(5min);
  check_works(*mesh);
  check_nobody_replaced(*mesh);
  CHECK(mesh->counters().times_starved == 1);
  CHECK(to_ms(away) - static_cast<double>(mesh->counters().away_ms) <= 500);
  CHECK(mesh->events().count(failure_class::detection_held) == 2); // and that it is over
  CHECK_FALSE(mesh->lateness().starved);
}

TEST_CASE("F2 a process that is stopped again and again replaces nobody", "[sim][away]") {
  auto mesh = in_virtual_time(sized(2, 2, 10));
  mesh->wait(17s);
  for (int i = 0; i < 40; ++i) {
    stop_process(*mesh, 3s);
    mesh->wait(300ms);
  }
  mesh->wait(1min);
  check_nobody_replaced(*mesh);
  check_works(*mesh);
}

TEST_CASE("F2 a process that starves replaces nobody, and recovers", "[sim][away]") {
  auto mesh = in_virtual_time(sized(3, 3, 10));
  mesh->wait(17s);
  starve_process(*mesh, 4min, 100ms); // some 300 pieces of work are due in each 5 s
  CHECK(mesh->lateness().starved);
  CHECK(mesh->lateness().late_ms > 10'000);
  mesh->wait(1min);
  check_nobody_replaced(*mesh);
  CHECK_FALSE(mesh->lateness().starved);
  check_works(*mesh);
}

TEST_CASE("F2 who hangs is found after the process was away, and not later for it",
          "[sim][away]") {
  auto mesh = in_virtual_time(sized(2, 2, 10));
  mesh->wait(17s);
  mesh->inject(
      {fault_kind::hang, {agent_id{1, 0, 3}, cluster_id{0, 1}, sector_id{1}, scope()}});
  stop_process(*mesh, 60s);
  mesh->wait(20s);
  check_nobody_replaced(*mesh); // they were silent for less than 30 s that count
  mesh->wait(40s);
  const auto& c = mesh->counters();
  CHECK(c.agents_replaced == 1);
  CHECK(c.leads_replaced == 1);
  CHECK(c.orchestrators_replaced == 1);
  mesh->wait(1min); // the new one has to miss the coordinator first
  CHECK(c.coordinators_replaced == 1);
  check_works(*mesh);
}

TEST_CASE("F2 when very many fall silent at a time they are replaced bit by bit",
          "[sim][away]") {
  auto cfg = sized(2, 2, 10);
  cfg.failures.silent_deaths = 5;
  cfg.supervision.cluster.restarts = 1'000;
  auto mesh = in_virtual_time(cfg);
  mesh->wait(17s);
  std::vector<scope> all;
  for (auto agent : mesh->who().in({}))
    all.emplace_back(agent);
  mesh->inject({fault_kind::hang, all});
  mesh->wait(45s);
  const auto& c = mesh->counters();
  CHECK(c.agents_replaced >= 5);
  CHECK(c.agents_replaced <= 15);
  CHECK(c.deaths_held > 0);
  CHECK(mesh->events().count(failure_class::detection_held) > 0);
  CHECK(summarise(mesh->agents()).active < 20); // who is silent is not called active
  mesh->wait(2min);
  CHECK(c.agents_replaced == 40);
  CHECK(summarise(mesh->agents()).active == 40);
}

TEST_CASE("F2 a mesh that ends while it starves judges nobody", "[sim][away]") {
  auto mesh = in_virtual_time(sized(2, 2, 10));
  mesh->wait(17s);
  starve_process(*mesh, 1min, 200ms);
  const auto& events = mesh->events();
  const auto crashes = events.count(failure_class::agent_crash);
  CHECK(crashes == 0);
  mesh.reset(); // all actors end
}
