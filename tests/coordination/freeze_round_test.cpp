#include "actors/coordination/freeze_round.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;

namespace {

constexpr agent_id first{7, 4, 0};
constexpr agent_id second{7, 4, 1};

freeze_round round_of_two(std::size_t names = 10) {
  freeze_round round({3, freeze_act::freeze, sector_id{7}, {}}, cluster_id{7, 4},
                     time_point{1s}, {10, names});
  round.expect(0);
  round.expect(1);
  return round;
}

frozen_agent holding_nothing(agent_id id) {
  frozen_agent held;
  held.id = id;
  return held;
}

} // namespace

TEST_CASE("O6 a round of a freeze is over when each child has answered, and counts each once") {
  auto round = round_of_two();
  CHECK_FALSE(round.done());
  CHECK(round.settle(1));
  round.stopped(holding_nothing(second));
  CHECK_FALSE(round.settle(1));
  CHECK_FALSE(round.settle(99));
  CHECK_FALSE(round.settle(100)); // there is no such child
  CHECK(round.settle(0));
  round.stopped(holding_nothing(first));
  CHECK(round.done());
  auto report = round.take();
  CHECK(report.number == 3);
  CHECK(report.from == scope(cluster_id{7, 4}));
  CHECK(report.counts.targets == 2);
  CHECK(report.counts.ready == 2);
  REQUIRE(report.pages.size() == 1);
  CHECK(report.pages[0]->front().id == first); // sorted, whoever was first
}

TEST_CASE(
    "O6 who has not stopped is named with the reason, the silent and those that are down") {
  auto round = round_of_two();
  round.missing(first, errc::timeout, "did not answer");
  round.missing(second, errc::agent_down, "is down");
  auto report = round.take();
  CHECK(report.counts.targets == 2);
  CHECK(report.counts.ready == 0);
  CHECK(report.counts.straggler == 1);
  CHECK(report.counts.refused == 1);
  REQUIRE(report.counts.exceptions.size() == 2);
  CHECK(report.counts.exceptions[0].agents == std::vector{first});
  CHECK(report.counts.exceptions[1].reason == errc::agent_down);
  CHECK(report.pages.empty());
}

TEST_CASE("O6 what children report adds up, and what they preserve is shared, not copied") {
  auto below = round_of_two();
  below.stopped(holding_nothing(first));
  below.missing(second, errc::timeout, "did not answer");
  auto part = below.take();
  auto above = round_of_two(1);
  above.add(part);
  above.add(part);
  auto report = above.take();
  CHECK(report.counts.targets == 4);
  CHECK(report.counts.exceptions.front().count == 2);
  CHECK(report.counts.exceptions.front().agents.size() == 1); // the bound on names
  REQUIRE(report.pages.size() == 2);
  CHECK(report.pages[0].get() == part.pages[0].get());
}
