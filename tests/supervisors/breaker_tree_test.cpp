#include "supervisors/breaker_tree.hpp"

#include "tests/supervisors/shorthand.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;

namespace {

cluster_id cluster(int sector, int number) {
  return {static_cast<std::uint8_t>(sector), static_cast<std::uint8_t>(number)};
}
sector_id sector(int number) {
  return {static_cast<std::uint8_t>(number)};
}

std::string lines(const breaker_events& events) {
  std::string text;
  for (const auto& e : events)
    text += to_string(e) + "\n";
  return text;
}

/// As many failures in one sector, spread over its ten clusters.
breaker_events fail(breaker_tree& tree, int in_sector, int times, time_point now) {
  breaker_events all;
  for (int i = 0; i < times; ++i)
    for (auto& e : tree.failure(cluster(in_sector, i % 10), now))
      all.push_back(e);
  return all;
}

} // namespace

TEST_CASE("B1: six failures open the cluster and leave its sector closed", "[breaker]") {
  breaker_tree tree(default_breakers);
  for (int i = 0; i < 5; ++i)
    CHECK(tree.failure(cluster(7, 4), at_s(100)).empty());
  CHECK(lines(tree.failure(cluster(7, 4), at_s(100)))
        == "breaker of s07.c04 open: 6 failures within 60 s (was closed)\n");
  CHECK(tree.tripped() == std::vector<scope>{cluster(7, 4)});
  CHECK_FALSE(tree.routable(cluster(7, 4)));
  CHECK(tree.routable(cluster(7, 5)));
}

TEST_CASE("B1: the fifty-first failure in a sector opens the sector", "[breaker]") {
  breaker_tree tree(default_breakers);
  CHECK(fail(tree, 7, 50, at_s(100)).empty()); // five in each cluster
  CHECK(tree.open_sectors() == 0);
  auto events = fail(tree, 7, 1, at_s(100));
  CHECK(lines(events)
        == "breaker of s07.c00 open: 6 failures within 60 s (was closed)\n"
           "breaker of s07 open: 51 failures within 60 s (was closed)\n");
  CHECK(tree.open_sectors() == 1);
}

TEST_CASE("B1: the eleventh open sector opens the global breaker", "[breaker]") {
  breaker_tree tree(default_breakers);
  for (int s = 0; s < 10; ++s)
    fail(tree, s, 51, at_s(100));
  CHECK(tree.open_sectors() == 10);
  CHECK(tree.routable(cluster(50, 0)));
  auto events = fail(tree, 10, 51, at_s(100));
  REQUIRE_FALSE(events.empty());
  CHECK(to_string(events.back()) == "breaker of all open: 11 sectors are open (was closed)");
  CHECK_FALSE(tree.routable(cluster(50, 0)));
}

TEST_CASE("B3: routable only if cluster, sector and global breaker all let it be",
          "[breaker]") {
  auto opened = GENERATE(0, 1, 2, 3, 4, 5, 6, 7);
  breaker_tree tree(default_breakers);
  const std::array<scope, 3> levels{scope{}, scope{sector(7)}, scope{cluster(7, 4)}};
  for (int level = 0; level < 3; ++level)
    if (opened & (1 << level))
      tree.force_open(levels[level], "test", at_s(1));
  CAPTURE(opened);
  CHECK(tree.routable(cluster(7, 4)) == (opened == 0));
  CHECK(tree.routable(cluster(7, 5)) == ((opened & 3) == 0));
  CHECK(tree.routable(cluster(8, 4)) == ((opened & 1) == 0));
  auto by = tree.admit(cluster(7, 4));
  REQUIRE(by.has_value() == (opened != 0));
  if (by) { // the widest that is open
    CHECK(*by == (opened & 1 ? levels[0] : opened & 2 ? levels[1] : levels[2]));
    CHECK(tree.find(*by)->turned_away() == 1);
    CHECK(tree.turned_away() == 1);
  }
}

TEST_CASE("B3: who is turned away learns by which breaker and why", "[breaker]") {
  breaker_tree tree(default_breakers);
  CHECK(tree.refusal(scope{sector(7)}).code == errc::none);
  tree.force_open(sector(7), "flooded cellar", at_s(1));
  CHECK(to_string(tree.refusal(sector(7)))
        == "breaker_open: the breaker of s07 is open: flooded cellar (opened by hand: close "
           "it by hand)");
}

TEST_CASE("B2: each open breaker is probed once at its time", "[breaker]") {
  breaker_tree tree(default_breakers);
  fail(tree, 7, 51, at_s(100));
  CHECK(tree.next_due() == at_s(130));
  CHECK(tree.take_probes(at_s(129)).empty());
  CHECK(tree.take_probes(at_s(130)) == std::vector<scope>{sector(7), cluster(7, 0)});
  CHECK(tree.take_probes(at_s(131)).empty());
  CHECK(lines(tree.probed(sector(7), true, at_s(131)))
        == "breaker of s07 half_open: a probe was answered (was open)\n");
  CHECK(tree.probed(cluster(7, 0), false, at_s(131)).empty());
  CHECK(tree.open_sectors() == 0);
  CHECK_FALSE(tree.routable(cluster(7, 0)));
  CHECK(tree.routable(cluster(7, 1)));
  CHECK(lines(tree.due(at_s(191)))
        == "breaker of s07 closed: no failure while half-open (was half_open)\n");
}

TEST_CASE("B2: the global breaker does not close while too many sectors are open",
          "[breaker]") {
  breaker_tree tree(default_breakers);
  for (int s = 0; s < 11; ++s)
    tree.force_open(sector(s), "test", at_s(0));
  REQUIRE(tree.find(scope{})->state() == breaker_state::open);
  REQUIRE(tree.take_probes(at_s(30)) == std::vector<scope>{scope{}});
  tree.probed(scope{}, true, at_s(30));
  SECTION("they stay open") {
    CHECK(lines(tree.due(at_s(90)))
          == "breaker of all open: 11 sectors are still open (was half_open)\n");
    CHECK(tree.take_probes(at_s(149.999)).empty()); // 60 s more, as after any bad sign
    CHECK(tree.take_probes(at_s(150)) == std::vector<scope>{scope{}});
  }
  SECTION("one of them is closed in time") {
    tree.force_close(sector(3), "repaired", at_s(40));
    CHECK(lines(tree.due(at_s(90)))
          == "breaker of all closed: no failure while half-open (was half_open)\n");
  }
  SECTION("a further one opens meanwhile") {
    auto events = tree.force_open(sector(20), "test", at_s(50));
    CHECK(to_string(events.back())
          == "breaker of all open: 12 sectors are open (was half_open)");
  }
}

TEST_CASE("B2: opening a sector by hand twice counts it once", "[breaker]") {
  breaker_tree tree(default_breakers);
  tree.force_open(sector(1), "a", at_s(0));
  CHECK(lines(tree.force_open(sector(1), "b", at_s(1)))
        == "breaker of s01 open: b (was open)\n");
  CHECK(tree.force_open(sector(1), "b", at_s(2)).empty());
  CHECK(tree.open_sectors() == 1);
  tree.force_close(sector(1), "c", at_s(2));
  CHECK(tree.force_close(sector(1), "d", at_s(3)).empty());
  CHECK(tree.force_close(sector(2), "never opened", at_s(3)).empty());
  CHECK(tree.open_sectors() == 0);
}

TEST_CASE("B1: what never failed takes no room", "[breaker]") {
  breaker_tree tree(default_breakers);
  for (int s = 0; s < 100; ++s)
    for (int c = 0; c < 10; ++c)
      CHECK_FALSE(tree.admit(cluster(s, c)));
  CHECK(tree.find(sector(7)) == nullptr);
  CHECK(tree.find(cluster(7, 4)) == nullptr);
  CHECK_FALSE(tree.next_due());
}
