#include "actors/parts/freeze_desk.hpp"

#include "tests/parts/scripted_children.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

using sent = std::vector<std::pair<std::uint8_t, std::uint64_t>>;

struct desk_under_test {
  static config two_by_two() {
    config small;
    small.topology = topology_config::of(2, 2, 5);
    return small;
  }
  void begin(const freeze_order& order) {
    desk.begin(order, clock.now + 3s, [this](freeze_report r) { reports.push_back(r); });
  }
  void report(std::uint8_t sector, std::uint64_t number, std::uint32_t ready = 10) {
    freeze_report part;
    part.number = number;
    part.from = sector_id{sector};
    part.counts.targets = part.counts.ready = ready;
    desk.note(part);
  }
  config cfg = two_by_two();
  roster who{cfg};
  scripted_children below{scope(), 2};
  scripted_clock clock;
  std::vector<frozen_breaker> breakers;
  freeze_desk desk{below,
                   who,
                   {},
                   {errc::sector_unreachable, "its sector did not answer"},
                   clock.make(),
                   [this] {
                     return breakers;
                   }};
  std::vector<freeze_report> reports;
};

} // namespace

TEST_CASE("O6 a freeze goes to the children that it touches, and ends when all have reported") {
  desk_under_test d;
  d.begin({1, freeze_act::freeze, {}, {}});
  CHECK(d.below.frozen == sent{{0, 1}, {1, 1}});
  REQUIRE(d.desk.under_way() != nullptr);
  d.report(0, 1);
  d.report(0, 1);  // a second copy
  d.report(1, 99); // of another round
  CHECK(d.reports.empty());
  d.breakers.push_back({scope(), frozen_breaker::position::open, "by hand", {}, true});
  d.report(1, 1);
  REQUIRE(d.reports.size() == 1);
  CHECK(d.reports[0].counts.ready == 20);
  CHECK(d.reports[0].breakers.size() == 1);
  CHECK(d.desk.under_way() == nullptr);
  d.begin({2, freeze_act::thaw, cluster_id{1, 1}, {}});
  CHECK(d.below.frozen.back() == std::pair<std::uint8_t, std::uint64_t>{1, 2});
  CHECK(d.below.frozen.size() == 3);
}

TEST_CASE("O6 a silent child's agents are named at the end of the round") {
  desk_under_test d;
  d.below.away = {1};
  d.begin({1, freeze_act::freeze, {}, {}});
  d.report(0, 1);
  d.clock.now += 2s;
  d.desk.due(); // too early
  CHECK(d.reports.empty());
  d.clock.now += 1s;
  d.desk.due();
  REQUIRE(d.reports.size() == 1);
  CHECK(d.reports[0].counts.straggler == 10);
  CHECK(d.reports[0].counts.exceptions.at(0).reason == errc::sector_unreachable);
  d.desk.due(); // nothing is under way
  CHECK(d.reports.size() == 1);
}

TEST_CASE("O6 a child that is replaced within a round gets the order, too") {
  desk_under_test d;
  d.desk.child_is_back(0);
  CHECK(d.below.frozen.empty());
  d.begin({1, freeze_act::freeze, {}, {}});
  d.report(0, 1);
  d.below.frozen.clear();
  d.desk.child_is_back(0); // has reported
  d.desk.child_is_back(1);
  CHECK(d.below.frozen == sent{{1, 1}});
}

TEST_CASE("O6 a round that is overtaken ends with what was reported so far") {
  desk_under_test d;
  d.begin({1, freeze_act::freeze, {}, {}});
  d.report(0, 1);
  d.desk.finish();
  d.begin({2, freeze_act::thaw, {}, {}});
  REQUIRE(d.reports.size() == 1);
  CHECK(d.reports[0].counts.ready == 10);
  d.report(1, 1); // of the one before
  CHECK(d.reports.size() == 1);
}
