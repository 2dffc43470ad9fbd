// The whole mesh of 30,000 in virtual time: C1-C3, and the map of it.
#include "tests/sim/whole_mesh.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

cascade_result cascade(local_mesh& mesh, cascade_kind kind) {
  cascade_request request;
  request.kind = kind;
  request.what.payload = "to all 30,000";
  return mesh.cascade(request);
}

/// Holds for each of the three ways: everyone is accounted for, the people are
/// named as skipped, and nobody else is missing.
void check_everyone(const cascade_result& done, std::uint32_t without_people) {
  const auto& s = done.total.summary;
  CHECK(s.targets == 30'000);
  CHECK(s.accounted() == 30'000);
  CHECK(s.sectors == 100);
  CHECK(s.clusters == 1'000);
  CHECK(s.sent == without_people);
  CHECK(s.ready >= 0.99 * without_people);
  CHECK(s.skipped == 30'000 - without_people);
  for (const auto& group : s.exceptions)
    CHECK(group.agents.size() == group.count); // all are named: they are fewer than the bound
  for (const auto& phase : done.phases) {
    CAPTURE(phase.phase.name, phase.reached, phase.expected);
    CHECK(phase.passed);
  }
}

} // namespace

TEST_CASE("T1 C1 C2 C3 30,000 agents are reached in all three ways", "[sim]") {
  auto mesh = in_virtual_time(sized(100, 10, 30));
  auto without_people = count_without_people(*mesh);
  learn(*mesh, 3);

  auto wave = cascade(*mesh, cascade_kind::wave);
  CHECK(wave.phases.size() == 3);
  CHECK_FALSE(wave.failed_at_sector);
  CHECK(wave.phases[0].reached == 100);
  CHECK(wave.phases[1].reached == 1'000);
  check_everyone(wave, without_people);

  auto parallel = cascade(*mesh, cascade_kind::parallel);
  CHECK(parallel.phases.size() == 1);
  check_everyone(parallel, without_people);
  CHECK(parallel.total_ms <= 1'000); // KPI: cascade p95

  auto by_class = cascade(*mesh, cascade_kind::priority_first);
  CHECK(by_class.phases.size() == 6);
  check_everyone(by_class, without_people);

  // Z5: the global map is no older than ten seconds.
  mesh->wait(10s);
  auto report = mesh->report();
  CHECK(report.sectors_heard == 100);
  CHECK(report.oldest_summary_s <= 10);
  REQUIRE(report.since_last_cascade_s);
  CHECK(*report.since_last_cascade_s >= 10);
  // Z7
  auto all = summarise(mesh->agents());
  CHECK(all.agents == 30'000);
  CHECK(all.active == 30'000);
  CHECK(all.sectors_healthy == 100);
}

TEST_CASE("Z5 each agent of the mesh gives one heartbeat per period", "[sim]") {
  auto mesh = in_virtual_time(sized(4, 5, 30));
  mesh->wait(10s); // the first period spreads them
  auto before = mesh->counters().heartbeats.load();
  mesh->wait(50s);
  auto beats = mesh->counters().heartbeats.load() - before;
  CHECK(beats == Approx(10.0 * 600).epsilon(0.01));
}
