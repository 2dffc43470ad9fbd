#include "supervisors/event_log.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

failure_event crash(agent_id who) {
  return {{}, failure_class::agent_crash, who, "crashed", escalation::none};
}

} // namespace

TEST_CASE("events are kept newest first, by scope, up to a bound, and the others stay counted",
          "[event_log]") {
  event_log log(3);
  log.add(crash({1, 0, 0}));
  log.add(crash({0, 0, 1}));
  log.add(
      {{}, failure_class::cascade_failure, sector_id{0}, "grows", escalation::orchestrator});
  CHECK(log.dropped() == 0);
  log.add(crash({0, 1, 2}));
  CHECK(log.dropped() == 1); // the one of s01
  CHECK(log.newest(sector_id{1}, 10).total == 0);

  auto page = log.newest(sector_id{0}, 2);
  CHECK(page.total == 3);
  REQUIRE(page.events.size() == 2);
  CHECK(page.events[0].where == scope(agent_id{0, 1, 2}));
  CHECK(page.events[1].what == failure_class::cascade_failure);
  CHECK(log.newest(cluster_id{0, 0}, 10).total == 2); // that of its sector concerns it
  CHECK(log.newest({}, 10).total == 3);
  CHECK(log.count(failure_class::agent_crash) == 3);
  CHECK(log.count(failure_class::transient_network) == 0);
}

TEST_CASE("B2 it is known which breakers are not closed, and how they have changed",
          "[event_log]") {
  event_log log(2);
  using enum circuit_state;
  const scope where = sector_id{1};
  log.add({{}, 1, {where, {closed, open, "by hand"}}, true});
  REQUIRE(log.not_closed().size() == 1);
  CHECK(log.not_closed()[0] == circuit{where, open, "by hand", true});
  log.add({{}, 1, {cluster_id{0, 0}, {closed, open, "failures"}}});
  log.add({{}, 1, {where, {open, closed, "by hand"}}});
  REQUIRE(log.not_closed().size() == 1);
  CHECK(log.not_closed()[0].where == scope(cluster_id{0, 0}));
  CHECK(log.breaker_changes().size() == 2); // the newest
}
