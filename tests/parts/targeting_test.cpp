#include "actors/parts/targeting.hpp"

#include <algorithm>

#include "actors/coordination/agents_meant.hpp"
#include "actors/coordination/turned_away.hpp"
#include "actors/parts/request_checks.hpp"
#include "actors/parts/task_answer.hpp"
#include "tests/parts/scripted_scatters.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;

TEST_CASE(
    "G1 a request for all chooses nobody by name, and named agents are sorted, each once") {
  scripted_scatters mesh;
  CHECK(mesh.choice.choose({})->empty());
  scatter_request named;
  named.targets = {{1, 0, 2}, {0, 1, 1}, {1, 0, 2}};
  auto chosen = mesh.choice.choose(named);
  REQUIRE(chosen->size() == 2);
  CHECK(chosen->front().agent == agent_id{0, 1, 1});
  CHECK(chosen->back().agent == agent_id{1, 0, 2});
}

TEST_CASE("G1 a sample repeats with its seed, and takes those that can answer in time first") {
  scatter_request sample;
  sample.sample = 4;
  auto slow = [](agent_row& row) {
    row.processing_ms = row.id.sector == 0 ? 3'000'000.0F : 1.0F;
  };
  scripted_scatters one;
  scripted_scatters other;
  one.publish(slow);
  other.publish(slow);
  auto chosen = one.choice.choose(sample);
  CHECK(chosen == other.choice.choose(sample));
  REQUIRE(chosen->size() == 4);
  for (const auto& t : *chosen)
    CHECK(t.agent.sector == 1);
}

TEST_CASE("Z8 when nobody may be sent a sample, the error says why") {
  scripted_scatters mesh;
  scatter_request sample;
  sample.sample = 1;
  mesh.publish([](agent_row& row) { row.state = agent_state::offline; });
  CHECK(mesh.choice.choose(sample).error().code == errc::no_capable_agent);
  mesh.publish([](agent_row& row) { row.frozen = true; });
  CHECK(mesh.choice.choose(sample).error().code == errc::frozen);
}

TEST_CASE("O6 a request is refused as frozen only when all that it means are") {
  scripted_scatters mesh;
  mesh.publish([](agent_row& row) { row.frozen = row.id.sector == 1; });
  CHECK(mesh.choice.check_frozen({}, {}, {}).code == errc::none);
  CHECK(mesh.choice.check_frozen(sector_id{1}, {}, {}).detail == "each agent in s01 is frozen");
  CHECK(mesh.choice.check_frozen({}, {}, {{1, 0, 0}}).detail == "s01.c00.a00 is frozen");
  CHECK(mesh.choice.check_frozen({}, {}, {{1, 0, 0}, {0, 0, 0}}).code == errc::none);
}

TEST_CASE("a request is checked before anybody is chosen") {
  scripted_scatters mesh;
  auto check = [&](const scatter_request& r, double window_ms = 500, double minimum = 0.5) {
    return check_request(r, window_ms, minimum, mesh.cfg, mesh.who).code;
  };
  CHECK(check({}) == errc::none);
  CHECK(check({}, 0) == errc::invalid_argument);
  CHECK(check({}, 500, 1.1) == errc::invalid_argument);
  scatter_request strange;
  strange.where = sector_id{9};
  CHECK(check(strange) == errc::unknown_target);
  scatter_request twice;
  twice.targets = {{0, 0, 0}, {0, 0, 0}};
  twice.what.parts = {"a", "b"};
  CHECK(check(twice) == errc::invalid_argument);
  CHECK(check_in_a_row(twice.what, 500).code == errc::invalid_argument);
  CHECK(check_in_a_row({}, 0).code == errc::invalid_argument);
  CHECK(check_in_a_row({}, 500).code == errc::none);
}

TEST_CASE("an order means those that it names, or all members of its scope and class") {
  scripted_scatters mesh;
  scatter_order order;
  CHECK(agents_meant(order, {}, sector_id{1}, mesh.who).size() == 10);
  order.where = cluster_id{1, 1};
  CHECK(agents_meant(order, {}, sector_id{1}, mesh.who).size() == 5);
  CHECK(agents_meant(order, {}, cluster_id{1, 0}, mesh.who).empty());
  order.cls = mesh.who.identity({1, 1, 0}).cls;
  for (auto agent : agents_meant(order, {}, sector_id{1}, mesh.who))
    CHECK(mesh.who.identity(agent).cls == order.cls);
  order.targets = {{{0, 0, 1}, 0}, {{1, 0, 1}, 1}};
  CHECK(agents_meant(order, {}, sector_id{1}, mesh.who) == std::vector{agent_id{1, 0, 1}});
}

TEST_CASE("C1 each that is to confirm an order is named by one agent") {
  scripted_scatters mesh;
  CHECK(one_of_each_unit(reach::sectors, sector_id{1}, mesh.who)
        == std::vector{agent_id{1, 0, 0}});
  CHECK(one_of_each_unit(reach::leads, sector_id{1}, mesh.who)
        == std::vector<agent_id>{{1, 0, 0}, {1, 1, 0}});
  CHECK(one_of_each_unit(reach::leads, cluster_id{1, 1}, mesh.who)
        == std::vector{agent_id{1, 1, 0}});
}

TEST_CASE("B3 all are turned away when breakers or freezes keep every target out") {
  gather_summary s;
  CHECK(all_turned_away(s).code == errc::none);
  s.targets = s.refused = 1;
  s.add_exception(exception_kind::refused, errc::frozen, "frozen", {0, 0, 0}, {});
  CHECK(all_turned_away(s).code == errc::frozen);
  s.targets = s.refused = 2;
  s.add_exception(exception_kind::refused, errc::breaker_open, "open", {0, 0, 1}, {});
  CHECK(all_turned_away(s).code == errc::breaker_open);
  s.sent = 1;
  CHECK(all_turned_away(s).code == errc::none);
}

TEST_CASE("M3 a caller is told what became of work that gave no result") {
  exception_group why;
  CHECK(no_result({0, 0, 0}, why, work_fate::never_begun, within(500)).detail
        == "s00.c00.a00 had not started it in 500 ms, and will not");
  why.reason = errc::lead_unreachable;
  CHECK(no_result({0, 0, 0}, why, work_fate::unknown, within(500)).code == errc::unknown);
  why.reason = errc::agent_down;
  CHECK(no_result({0, 0, 0}, why, work_fate::unknown, within(500)).code == errc::timeout);
}
