#include "actors/coordination/collector.hpp"

#include <vector>

#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;

namespace {

const time_point give_up_at{10s};

gather_summary part_with(std::uint32_t ready) {
  gather_summary s;
  s.clusters = 1;
  s.targets = s.sent = s.ready = ready;
  return s;
}

collector waiting_for(std::initializer_list<int> children) {
  collector c(5, sector_id{3}, give_up_at, {});
  for (auto child : children)
    c.expect(static_cast<std::uint8_t>(child));
  return c;
}

} // namespace

TEST_CASE("T3 a parent is done when every child has answered once", "[collector]") {
  auto c = waiting_for({0, 4, 99});
  CHECK_FALSE(c.done());
  CHECK(c.add(4, part_with(30)));
  CHECK_FALSE(c.add(4, part_with(30))); // twice
  CHECK_FALSE(c.add(5, part_with(30))); // unasked
  CHECK_FALSE(c.add(100, part_with(30)));
  CHECK(c.add(99, part_with(7)));
  CHECK_FALSE(c.done());
  CHECK(c.add(0, part_with(1)));
  CHECK(c.done());
  CHECK(c.summary().ready == 38);
  CHECK(c.summary().clusters == 3);
  CHECK(c.summary().gather == 5);
  CHECK(to_string(c.summary().from) == "s03");
  CHECK(c.give_up_at() == give_up_at);
}

TEST_CASE("T3 with no children to wait for a parent is done", "[collector]") {
  CHECK(waiting_for({}).done());
}

TEST_CASE("T1 a child from 100 on is nobody to wait for", "[collector]") {
  auto c = waiting_for({100, 255});
  CHECK(c.done());
  CHECK_FALSE(c.awaits(100));
  CHECK_FALSE(c.awaits(255));
  c.give_up(200, errc::lead_unreachable, {{0, 0, 0}});
  CHECK(c.summary().targets == 0);
}

TEST_CASE("G2 a child that does not answer leaves its agents behind, by name", "[collector]") {
  auto c = waiting_for({1, 2});
  CHECK(c.add(1, part_with(30)));
  c.give_up(2, errc::lead_unreachable, {{3, 2, 0}, {3, 2, 1}});
  CHECK(c.done());
  CHECK(c.summary().sent == 32);
  CHECK(c.summary().straggler == 2);
  CHECK(c.summary().accounted() == c.summary().targets);
  REQUIRE(c.summary().exceptions.size() == 1);
  CHECK(c.summary().exceptions[0].reason == errc::lead_unreachable);
  CHECK(c.summary().exceptions[0].agents == std::vector<agent_id>{{3, 2, 0}, {3, 2, 1}});
}

TEST_CASE("G2 given up after it answered, and answering after that, change nothing",
          "[collector]") {
  auto c = waiting_for({1, 2});
  CHECK(c.add(1, part_with(30)));
  c.give_up(1, errc::lead_unreachable, {{3, 1, 0}});
  CHECK(c.summary().targets == 30);
  c.give_up(2, errc::lead_unreachable, {{3, 2, 0}});
  c.give_up(2, errc::lead_unreachable, {{3, 2, 0}});
  CHECK_FALSE(c.add(2, part_with(1)));
  CHECK(c.summary().targets == 31);
  CHECK(c.summary().accounted() == 31);
}

TEST_CASE("T3 each child gets its own targets, all of them and no others", "[collector]") {
  scatter_order order;
  for (std::uint8_t s = 0; s < 4; ++s)
    for (std::uint8_t c = 0; c < 3; ++c)
      for (std::uint8_t a = 0; a < 5; a += 2)
        order.targets.push_back({{s, c, a}, a});
  CHECK(targets_in(order, scope{}) == order.targets);
  CHECK(targets_in(order, sector_id{2}).size() == 9);
  CHECK(targets_in(order, cluster_id{2, 1}).size() == 3);
  CHECK(targets_in(order, agent_id{2, 1, 4}) == std::vector<target>{{{2, 1, 4}, 4}});
  CHECK(targets_in(order, agent_id{2, 1, 3}).empty());
  CHECK(targets_in(order, sector_id{4}).empty());
  CHECK(targets_in(scatter_order{}, scope{}).empty());
}

TEST_CASE("T3 agents of a child that was never asked were refused, and have not acted",
          "[collector]") {
  collector c(5, sector_id{3}, give_up_at, {});
  c.expect(1, false);
  c.expect(2, false);
  c.asked(2); // it came up meanwhile
  c.asked(7); // nobody waits for that one
  c.give_up(1, errc::lead_unreachable, {{3, 1, 0}, {3, 1, 1}});
  c.give_up(2, errc::lead_unreachable, {{3, 2, 0}});
  const auto& s = c.summary();
  CHECK(c.done());
  CHECK(s.targets == 3);
  CHECK(s.refused == 2);
  CHECK(s.straggler == 1);
  CHECK(s.sent == 1);
  CHECK(s.accounted() == 3);
}

TEST_CASE("C1 a child that does not confirm is named, and none of its agents is counted",
          "[collector]") {
  auto c = waiting_for({1});
  c.give_up_units(1, errc::lead_unreachable, {{3, 1, 0}});
  CHECK(c.done());
  CHECK(c.summary().targets == 0);
  REQUIRE(c.summary().exceptions.size() == 1);
  CHECK(c.summary().exceptions[0].agents == std::vector<agent_id>{{3, 1, 0}});
}
