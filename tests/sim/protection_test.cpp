// Breakers, quarantine and healing over whole meshes (B1-B3, F4-F6, O5).
#include <algorithm>

#include "tests/sim/whole_mesh.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

scatter_request to(scope where) {
  scatter_request request;
  request.where = where;
  request.horizon_ms = 1'000;
  return request;
}

/// The first `count` agents of a cluster.
std::vector<scope> some_of(cluster_id cluster, int count) {
  std::vector<scope> some;
  for (int i = 0; i < count; ++i)
    some.emplace_back(agent_id{cluster.sector, cluster.cluster, static_cast<std::uint8_t>(i)});
  return some;
}

std::vector<scope> all_of(const local_mesh& mesh, sector_id sector) {
  std::vector<scope> all;
  for (int i = 0; i < mesh.who().agents(); ++i)
    if (auto id = mesh.who().start().id_of(i); id.sector == sector.sector)
      all.emplace_back(id);
  return all;
}

circuit_state state_of(local_mesh& mesh, const scope& where) {
  auto report = mesh.report();
  for (const auto& c : report.circuits)
    if (c.where == where)
      return c.state;
  return circuit_state::closed;
}

} // namespace

TEST_CASE("B1 B2 more than 5 failures open a cluster's breaker, and a probe and a quiet minute "
          "close it",
          "[sim][protection]") {
  auto mesh = in_virtual_time(sized(2, 2, 10));
  const cluster_id bad{1, 0};
  mesh->inject({fault_kind::crash, some_of(bad, 5)});
  CHECK(state_of(*mesh, bad) == circuit_state::closed);
  mesh->inject({fault_kind::crash, some_of(bad, 1)});
  CHECK(state_of(*mesh, bad) == circuit_state::open);

  auto away = mesh->scatter(to(bad));
  CHECK(away.failure.code == errc::breaker_open);
  CHECK(away.summary.refused == 10);
  auto rest = mesh->scatter(to(sector_id{1}));
  CHECK(rest.failure.code == errc::none);
  CHECK(rest.summary.refused == 10); // named, and the others answer
  CHECK(rest.summary.accounted() == rest.summary.targets);
  CHECK(mesh->counters().turned_away == 20);

  mesh->wait(31s); // the first probe: everybody has been replaced
  CHECK(state_of(*mesh, bad) == circuit_state::half_open);
  CHECK(mesh->scatter(to(bad)).summary.ready > 0); // one message in ten passes
  CHECK(mesh->scatter(to(bad)).failure.code == errc::breaker_open);
  mesh->wait(61s);
  CHECK(state_of(*mesh, bad) == circuit_state::closed);
  CHECK(mesh->scatter(to(bad)).summary.refused == 0);
}

TEST_CASE("B2 a probe that is not answered keeps the breaker open for a minute more",
          "[sim][protection]") {
  auto cfg = sized(2, 2, 10);
  cfg.supervision.cluster.child_restarts = 0; // who crashes stays down
  auto mesh = in_virtual_time(cfg);
  const cluster_id bad{1, 0};
  mesh->inject({fault_kind::crash, some_of(bad, 6)});
  mesh->wait(40s);
  CHECK(state_of(*mesh, bad) == circuit_state::open);
  auto healed = mesh->heal(bad); // O5: agents started again, breaker reset
  CHECK(healed.lines.size() == 7);
  CHECK(state_of(*mesh, bad) == circuit_state::closed);
  mesh->wait(1s);
  CHECK(mesh->scatter(to(bad)).summary.refused == 0);
}

TEST_CASE("B1 too many open sectors open the global breaker, and nothing new is sent",
          "[sim][protection]") {
  auto cfg = sized(4, 2, 10);
  cfg.breakers.sector_failures = 8;
  cfg.breakers.open_sectors = 1;
  auto mesh = in_virtual_time(cfg);
  mesh->inject({fault_kind::crash, all_of(*mesh, {0})});
  CHECK(state_of(*mesh, sector_id{0}) == circuit_state::open);
  CHECK(mesh->scatter(to(sector_id{3})).failure.code == errc::none);
  mesh->inject({fault_kind::crash, all_of(*mesh, {1})});
  CHECK(state_of(*mesh, scope()) == circuit_state::open);
  auto away = mesh->scatter(to(sector_id{3}));
  CHECK(away.failure.code == errc::breaker_open);
  CHECK_FALSE(away.failure.remedy.empty());

  mesh->wait(200s); // sectors are probed and close, then the global one
  CHECK(mesh->report().circuits.empty());
  CHECK(mesh->scatter(to(scope())).failure.code == errc::none);
}

TEST_CASE("B2 a breaker is opened and closed by hand, and is not probed meanwhile",
          "[sim][protection]") {
  auto mesh = in_virtual_time(sized(2, 2, 10));
  auto where = GENERATE(scope(), scope(sector_id{1}), scope(cluster_id{1, 1}));
  CAPTURE(to_string(where));
  CHECK(mesh->set_circuit({where, circuit_state::open, "maintenance", true}).code
        == errc::none);
  CHECK(mesh->scatter(to(where)).failure.code == errc::breaker_open);
  mesh->wait(120s);
  CHECK(state_of(*mesh, where) == circuit_state::open);
  CHECK(mesh->set_circuit({where, circuit_state::closed, "done", true}).code == errc::none);
  CHECK(mesh->scatter(to(where)).failure.code == errc::none);
}

TEST_CASE("B2 an agent has no breaker, and a missing coordinator cannot be told",
          "[sim][protection]") {
  auto mesh = in_virtual_time(sized(1, 1, 5));
  auto wrong = mesh->set_circuit({agent_id{0, 0, 0}, circuit_state::open, "", true});
  CHECK(wrong.code == errc::invalid_argument);
  CHECK(mesh->set_circuit({sector_id{7}, circuit_state::open, "", true}).code
        == errc::sector_unreachable);
}

TEST_CASE("B3 who delegates or asks a sample meets nobody behind an open breaker",
          "[sim][protection]") {
  auto mesh = in_virtual_time(sized(2, 2, 10));
  (void)mesh->set_circuit({sector_id{0}, circuit_state::open, "maintenance", true});
  delegate_request task;
  auto done = mesh->delegate(task);
  REQUIRE(done.agent);
  CHECK(done.agent->sector == 1);
  scatter_request ask;
  ask.sample = 15;
  ask.horizon_ms = 1'000;
  CHECK(mesh->scatter(ask).summary.refused == 0);
}

TEST_CASE("B2 a breaker outlives the orchestrator, a lead below it and its coordinator",
          "[sim][protection]") {
  auto mesh = in_virtual_time(sized(2, 2, 10));
  (void)mesh->set_circuit({sector_id{1}, circuit_state::open, "maintenance", true});
  mesh->inject({fault_kind::crash, {scope()}});
  CHECK(state_of(*mesh, sector_id{1}) == circuit_state::open);
  mesh->inject({fault_kind::crash, {cluster_id{1, 0}}}); // a new lead hears of it, too
  CHECK(mesh->agents().read().page({1, 0})->turned_away);
  mesh->inject({fault_kind::crash, {sector_id{1}}});
  CHECK(state_of(*mesh, sector_id{1}) == circuit_state::open);
  CHECK(mesh->scatter(to(sector_id{1})).failure.code == errc::breaker_open);
}

TEST_CASE("F4 a corrupted context is found, quarantined and loaded anew", "[sim][protection]") {
  auto mesh = in_virtual_time(sized(2, 2, 10));
  mesh->inject({fault_kind::corrupt, {agent_id{1, 0, 3}, agent_id{0, 1, 2}}});
  mesh->wait(5s);
  CHECK(mesh->events().count(failure_class::context_corruption) == 2);
  mesh->wait(10s);
  CHECK(mesh->counters().contexts_restored == 2);
  CHECK(summarise(mesh->agents()).active == 40);
  CHECK(mesh->scatter(to(scope())).summary.conflict == 0);
}

TEST_CASE("F5 a redundant ask finds who lies, who is quarantined, and replaced when healed",
          "[sim][protection]") {
  auto mesh = in_virtual_time(sized(2, 2, 10));
  const agent_id liar{1, 0, 3};
  mesh->inject({fault_kind::lie, {liar}});
  auto ask = to(scope());
  CHECK(mesh->scatter(ask).rogues.empty()); // nobody compared
  ask.redundant = true;
  CHECK(mesh->scatter(ask).rogues == std::vector{liar});
  CHECK(mesh->agents().read().find(liar)->state == agent_state::quarantined);
  auto events = mesh->events().newest(liar, 1).events;
  REQUIRE(events.size() == 1);
  CHECK(events[0].cls == "BYZANTINE_BEHAVIOR");
  CHECK(mesh->scatter(ask).rogues.empty()); // it is not asked any more

  // A redundant ask shows its answers as any other.
  CHECK(mesh->scatter(ask).summary.answers.size() == 1);

  auto healed = mesh->heal(liar);
  REQUIRE(healed.lines.size() == 1);
  mesh->wait(1s);
  CHECK(mesh->agents().read().find(liar)->state == agent_state::active);
  CHECK(mesh->scatter(ask).rogues.empty()); // the new one does not lie
}

TEST_CASE("F5 all liars are found at once, as long as most tell the truth",
          "[sim][protection]") {
  auto mesh = in_virtual_time(sized(1, 2, 30));
  auto liars = some_of({0, 1}, 12);
  std::erase_if(liars, [&](const scope& s) { // people would answer tomorrow
    return mesh->who().identity(s.agent()).cls == agent_class::f_human;
  });
  mesh->inject({fault_kind::lie, liars});
  auto ask = to(scope());
  ask.redundant = true;
  CHECK(mesh->scatter(ask).rogues.size() == liars.size());
  CHECK(summarise(mesh->agents()).quarantined == liars.size());

  mesh->inject({fault_kind::lie, some_of({0, 0}, 30)}); // 30 of 48: now they are most
  auto most = mesh->scatter(ask).rogues;
  CHECK(std::none_of(most.begin(), most.end(), [](agent_id a) { return a.cluster == 0; }));
}

TEST_CASE("F6 failures that grow exponentially isolate the sector", "[sim][protection]") {
  auto cfg = sized(2, 3, 30);
  cfg.breakers.cluster_failures = 1'000; // so that it is not these that open
  cfg.breakers.sector_failures = 1'000;
  auto mesh = in_virtual_time(cfg);
  int next = 0;
  for (int failures : {1, 3, 6, 12}) {
    std::vector<scope> whom;
    for (int i = 0; i < failures; ++i, ++next)
      whom.emplace_back(agent_id{1, static_cast<std::uint8_t>(next % 3),
                                 static_cast<std::uint8_t>(next / 3)});
    mesh->inject({fault_kind::crash, whom});
    mesh->wait(10s);
  }
  CHECK(mesh->events().count(failure_class::cascade_failure) == 1);
  CHECK(mesh->scatter(to(sector_id{1})).failure.code == errc::breaker_open);
  CHECK(mesh->scatter(to(sector_id{0})).failure.code == errc::none);
  auto escalated = mesh->report().escalated;
  CHECK(std::any_of(escalated.begin(), escalated.end(), [](const failure_event& e) {
    return e.what == failure_class::cascade_failure;
  }));
}

TEST_CASE("B2 a breaker outlives the coordinator that kept it", "[sim][protection]") {
  auto mesh = in_virtual_time(sized(2, 2, 10));
  const cluster_id by_hand{1, 0}, failing{1, 1};
  (void)mesh->set_circuit({by_hand, circuit_state::open, "by hand", true});
  mesh->inject({fault_kind::crash, some_of(failing, 6)});
  REQUIRE(state_of(*mesh, failing) == circuit_state::open);
  mesh->inject({fault_kind::crash, {sector_id{1}}});
  mesh->wait(1s);
  REQUIRE(mesh->counters().coordinators_replaced == 1);
  CHECK(state_of(*mesh, by_hand) == circuit_state::open);
  CHECK(mesh->scatter(to(by_hand)).failure.code == errc::breaker_open);
  CHECK(mesh->scatter(to(failing)).failure.code == errc::breaker_open);
  mesh->wait(2min);
  CHECK(state_of(*mesh, failing) == circuit_state::closed); // probed as any other
  CHECK(state_of(*mesh, by_hand) == circuit_state::open);   // until somebody closes it
  (void)mesh->set_circuit({by_hand, circuit_state::closed, "by hand", true});
  CHECK(mesh->scatter(to(by_hand)).summary.refused == 0);
}

TEST_CASE("B2 what opened by itself and then by hand stays open, also after a crash",
          "[sim][protection]") {
  auto mesh = in_virtual_time(sized(2, 2, 10));
  const cluster_id bad{1, 0};
  mesh->inject({fault_kind::crash, some_of(bad, 6)});
  REQUIRE(state_of(*mesh, bad) == circuit_state::open);
  const auto opened = mesh->counters().breakers_opened.load();
  (void)mesh->set_circuit({bad, circuit_state::open, "by hand: maintenance", true});
  mesh->wait(1s);
  CHECK(mesh->counters().breakers_opened == opened); // it was open before
  auto by_hand = [&] {
    auto all = mesh->report().circuits;
    return std::count(all.begin(), all.end(),
                      circuit{bad, circuit_state::open, "by hand: maintenance", true});
  };
  CHECK(by_hand() == 1);
  auto crashed = GENERATE(scope{sector_id{1}}, scope{});
  mesh->inject({fault_kind::crash, {crashed}});
  mesh->wait(10min);
  CHECK(by_hand() == 1);
  CHECK(mesh->scatter(to(bad)).failure.code == errc::breaker_open);
}

TEST_CASE("B2 the global breaker opened by itself and then by hand stays open",
          "[sim][protection]") {
  auto cfg = sized(3, 1, 5);
  cfg.breakers.open_sectors = 1;
  auto mesh = in_virtual_time(cfg);
  for (std::uint8_t s = 0; s < 2; ++s)
    (void)mesh->set_circuit({sector_id{s}, circuit_state::open, "by hand", true});
  mesh->wait(1s);
  REQUIRE(state_of(*mesh, {}) == circuit_state::open);
  (void)mesh->set_circuit({{}, circuit_state::open, "by hand: all", true});
  for (std::uint8_t s = 0; s < 2; ++s)
    (void)mesh->set_circuit({sector_id{s}, circuit_state::closed, "by hand", true});
  mesh->inject({fault_kind::crash, {scope()}});
  mesh->wait(10min);
  CHECK(state_of(*mesh, {}) == circuit_state::open);
}

TEST_CASE("B2 B3 the global breaker outlives the orchestrator, and can be closed",
          "[sim][protection]") {
  auto mesh = in_virtual_time(sized(2, 2, 10));
  (void)mesh->set_circuit({{}, circuit_state::open, "by hand", true});
  mesh->inject({fault_kind::crash, {scope()}});
  mesh->wait(1s);
  REQUIRE(mesh->counters().orchestrators_replaced == 1);
  CHECK(state_of(*mesh, {}) == circuit_state::open);
  CHECK(mesh->scatter(to({})).failure.code == errc::breaker_open);
  (void)mesh->set_circuit({{}, circuit_state::closed, "by hand", true});
  mesh->wait(1s);
  scatter_request anybody;
  anybody.sample = 40;
  CHECK(mesh->scatter(anybody).summary.targets == 40); // who chooses sees all of them
}

TEST_CASE("O5 heal of a wide scope leaves those alone that have only just been late",
          "[sim][protection]") {
  auto mesh = in_virtual_time(sized(1, 2, 5));
  mesh->inject({fault_kind::hang, {agent_id{0, 1, 2}}});
  mesh->wait(8s);
  CHECK(mesh->heal({}).lines.empty());
  mesh->wait(10s);
  CHECK(mesh->heal({}).lines.size() == 1);
}
