// The parts that keep breakers: of the whole mesh, and of one sector.
#include "actors/parts/global_breaker.hpp"
#include "actors/parts/sector_breakers.hpp"
#include "actors/parts/silence_watch.hpp"
#include "tests/parts/scripted_children.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

circuit open_sector(int sector) {
  return {sector_id{static_cast<std::uint8_t>(sector)}, circuit_state::open, "failures", false};
}

struct global_under_test {
  config cfg;
  scripted_clock clock;
  std::vector<circuit> told;
  std::vector<std::function<void(bool)>> probes;
  global_breaker breaker{cfg.breakers,
                         clock.make(),
                         {[this](const circuit& c, const breaker_event&) { told.push_back(c); },
                          [this](std::function<void(bool)> done) {
                            probes.push_back(std::move(done));
                          }}};
  void too_many_open() {
    for (int s = 0; s <= cfg.breakers.open_sectors; ++s)
      breaker.learn(open_sector(s));
  }
};

struct sector_breakers_under_test {
  config cfg;
  scripted_clock clock;
  std::vector<circuit> told;
  std::vector<std::pair<scope, std::function<void(bool)>>> probes;
  std::vector<failure_event> grown;
  sector_breakers breakers{
      sector_id{3},
      cfg,
      clock.make(),
      {[this](const circuit& c, const breaker_event&) { told.push_back(c); },
       [](const scope&) { return duration(7s); },
       [this](const scope& where, duration links, std::function<void(bool)> done) {
         CHECK(links == 7s);
         probes.emplace_back(where, std::move(done));
       },
       [this](const failure_event& e) {
         grown.push_back(e);
       }}};
};

} // namespace

TEST_CASE("B1 the global breaker opens when more sectors are open than may be") {
  global_under_test g;
  for (int s = 0; s < g.cfg.breakers.open_sectors; ++s)
    g.breaker.learn(open_sector(s));
  CHECK(g.breaker.admit().code == errc::none);
  g.breaker.learn(open_sector(g.cfg.breakers.open_sectors));
  CHECK(g.breaker.admit().code == errc::breaker_open);
  CHECK(g.breaker.refusal().code == errc::breaker_open);
  REQUIRE(g.told.size() == 1);
  CHECK(g.told[0].state == circuit_state::open);
  // All that are not closed, and the global one.
  CHECK(g.breaker.circuits().size()
        == static_cast<std::size_t>(g.cfg.breakers.open_sectors) + 2);
  g.breaker.learn({sector_id{0}, circuit_state::closed, {}, false});
  CHECK(g.breaker.circuits().size()
        == static_cast<std::size_t>(g.cfg.breakers.open_sectors) + 1);
}

TEST_CASE("B2 the global breaker goes half-open by a probe that all sectors answer") {
  auto all_answered = GENERATE(true, false);
  global_under_test g;
  g.too_many_open();
  g.breaker.learn({sector_id{0}, circuit_state::closed, {}, false});
  REQUIRE_FALSE(g.clock.wakes.empty());
  g.clock.now = g.clock.wakes.back();
  g.breaker.due();
  REQUIRE(g.probes.size() == 1);
  g.probes[0](all_answered);
  CHECK(g.breaker.state().state
        == (all_answered ? circuit_state::half_open : circuit_state::open));
}

TEST_CASE("B2 the global breaker opened by hand is not probed, and is preserved and restored") {
  global_under_test g;
  g.breaker.order({{}, circuit_state::open, "maintenance", true});
  g.clock.now += 1h;
  g.breaker.due();
  CHECK(g.probes.empty());
  REQUIRE(g.breaker.preserved().size() == 1);
  frozen_state state;
  state.breakers = g.breaker.preserved();
  global_under_test after_a_freeze;
  after_a_freeze.breaker.reopen(state);
  CHECK(after_a_freeze.breaker.state() == g.breaker.state());
  global_under_test successor;
  successor.breaker.restore({open_sector(1), g.breaker.state()});
  CHECK(successor.breaker.state() == g.breaker.state());
  heal_report healed;
  successor.breaker.heal(healed);
  successor.breaker.heal(healed); // is closed already
  CHECK(healed.lines.size() == 1);
  CHECK(successor.breaker.circuits().empty());
}

TEST_CASE(
    "B1 failures open a cluster's breaker, which turns new work away until a good probe") {
  sector_breakers_under_test s;
  failure_event failure;
  failure.what = failure_class::agent_crash;
  failure.where = agent_id{3, 1, 0};
  REQUIRE(counts_for_breakers(failure));
  for (int i = 0; s.told.empty() && i < 1'000; ++i)
    s.breakers.failed(failure);
  REQUIRE_FALSE(s.told.empty());
  CHECK(s.told[0].where == scope(cluster_id{3, 1}));
  auto refused = s.breakers.refusal({3, 1});
  REQUIRE(refused);
  CHECK(refused->code == errc::breaker_open);
  CHECK_FALSE(s.breakers.refusal({3, 0}));
  CHECK(s.breakers.circuits() == s.told);
  s.clock.now = s.clock.wakes.back();
  s.breakers.due();
  REQUIRE(s.probes.size() == 1);
  s.probes[0].second(true);
  CHECK(s.told.back().state == circuit_state::half_open);
}

TEST_CASE("B2 breakers of a sector are closed by hand, healed, and preserved") {
  sector_breakers_under_test s;
  s.breakers.order({cluster_id{3, 2}, circuit_state::open, "by hand", true});
  s.breakers.order({sector_id{3}, circuit_state::open, "failures", false});
  CHECK(s.breakers.refusal({3, 0}));
  frozen_state state;
  state.breakers = s.breakers.preserved();
  CHECK(state.breakers.size() == 2);
  sector_breakers_under_test after_a_freeze;
  after_a_freeze.breakers.reopen(state);
  CHECK(after_a_freeze.breakers.circuits() == s.breakers.circuits());
  heal_report healed;
  s.breakers.heal(cluster_id{3, 1}, healed);
  CHECK(healed.lines.empty());
  s.breakers.heal({}, healed);
  CHECK(healed.lines.size() == 2);
  CHECK(s.breakers.circuits().empty());
  CHECK_FALSE(s.breakers.refusal({3, 2}));
}

TEST_CASE("F2 a child is to be replaced once for each silence, and only one that is there") {
  scripted_children below(scope(), 3);
  below.away = {2};
  silence_watch watch(1'000);
  const time_point start{};
  watch.adopt(3, start);
  auto may_die = [] {
    return true;
  };
  CHECK(watch.overdue(below, start + 1s, may_die).empty());
  watch.heard(0, start + 1s);
  watch.heard(99, start + 1s); // nobody
  CHECK(watch.overdue(below, start + 1'001ms, may_die) == std::vector<std::uint8_t>{1});
  CHECK(watch.overdue(below, start + 1'002ms, may_die).empty());
  CHECK(watch.overdue(below, start + 9s, [] { return false; }).empty()); // not so many at once
  CHECK(watch.overdue(below, start + 9s, may_die) == std::vector<std::uint8_t>{0, 1});
}
