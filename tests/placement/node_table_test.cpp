#include "tests/placement/table_hub.hpp"

using namespace mesh;
using namespace mesh::test;

TEST_CASE("T5 the first sectors wait for more nodes", "[placement]") {
  hub h;
  CHECK(h.hello("a", 1) == lines{"accept a1"});
  CHECK(h.until(1'000).empty());
  CHECK(h.hello("b", 1) == lines{"accept b1"});
  CHECK(h.until(2'400).empty()); // a second and a half after the newest
  CHECK(h.owners() == "----");
  CHECK(h.until(2'500)
        == lines{"host a1 s00@1", "host b1 s01@1", "host a1 s02@1", "host b1 s03@1"});
  CHECK(h.states() == "a:up b:up ");
}

TEST_CASE("T5 when all expected nodes are there nothing waits", "[placement]") {
  placement_config cfg;
  cfg.expected_nodes = 2;
  hub h(4, {}, cfg);
  CHECK(h.hello("a", 1).size() == 1);
  CHECK(h.hello("b", 1).size() == 5);
}

TEST_CASE("R2 of a node that dies only its sectors are given to others, with new epochs",
          "[placement]") {
  auto h = two_nodes();
  CHECK(texts(h.table.link_lost("b", 1, at_ms(h.now))) == lines{"suspect b1 timeout"});
  CHECK(h.states() == "a:up b:suspect ");
  CHECK(h.until(5'900, {{"a", 1}}).empty());
  CHECK(h.owners() == "abab"); // it may be alive behind a cut link
  CHECK(h.until(7'500, {{"a", 1}})
        == lines{"lost b1 timeout", "host a1 s01@2", "host a1 s03@2"});
  CHECK(h.states() == "a:up b:lost ");
  CHECK_FALSE(h.table.serves("b", 1, sector_id{1}));
  CHECK(h.table.serves("a", 1, sector_id{1}));
}

TEST_CASE("R2 a silent node is suspect, then lost", "[placement]") {
  auto h = two_nodes();
  CHECK(h.until(4'000, {{"a", 1}}) == lines{"suspect b1 timeout"});
  CHECK(h.until(6'000, {{"a", 1}}).front() == "lost b1 timeout");
}

TEST_CASE("R2 a node that is heard in time keeps all it has", "[placement]") {
  auto h = two_nodes();
  h.until(5'500, {{"a", 1}});
  CHECK(texts(h.table.heard("b", 1, at_ms(5'500))) == lines{"back b1"});
  CHECK(h.until(9'000, {{"a", 1}, {"b", 1}}).empty());
  CHECK(h.owners() == "abab");
}

TEST_CASE("R2 a node that says hello again is told what it may not have got", "[placement]") {
  auto h = two_nodes();
  h.table.link_lost("b", 1, at_ms(h.now));
  CHECK(h.hello("b", 1, {s(1, 1)}) == lines{"accept b1", "back b1", "host b1 s03@1"});
}

TEST_CASE("R2 a node that restarts at once gets its sectors again, with new epochs",
          "[placement]") {
  auto h = two_nodes();
  h.table.link_lost("b", 1, at_ms(h.now));
  CHECK(h.hello("b", 2) == lines{"accept b2", "host b2 s01@2", "host b2 s03@2"});
  CHECK_FALSE(h.table.serves("b", 1, sector_id{1}));
  CHECK(h.table.serves("b", 2, sector_id{1}));
  CHECK(h.table.dropped("b", 1, s(1, 2), at_ms(h.now)).empty());
  CHECK(h.table.ignored() == 1);
}

TEST_CASE("R2 a node that comes back after a takeover stops its sectors and joins anew",
          "[placement]") {
  auto h = two_nodes();
  h.until(8'000, {{"a", 1}});
  REQUIRE(h.owners() == "aaaa");
  CHECK(h.hello("b", 1, {s(1, 1), s(3, 1)})
        == lines{"drop b1 s01@1", "drop b1 s03@1", "accept b1"});
  CHECK(h.states() == "a:up b:joining ");
  CHECK_FALSE(h.table.serves("b", 1, sector_id{1}));
  CHECK(h.dropped("b", 1, s(1, 1)).empty());
  // Only now it has a share, which is taken from others in order.
  CHECK(h.dropped("b", 1, s(3, 1)) == lines{"drop a1 s02@1", "drop a1 s03@2"});
  CHECK(h.owners() == "aaaa");
  CHECK(h.table.serves("a", 1, sector_id{3})); // as long as it has not stopped
  CHECK(h.dropped("a", 1, s(3, 2)) == lines{"host b1 s03@3"});
  CHECK(h.dropped("a", 1, s(2, 1)) == lines{"host b1 s02@2"});
  CHECK(h.owners() == "aabb");
}

TEST_CASE("R2 what nobody else was given a lost node may keep", "[placement]") {
  hub h;
  h.hello("a", 1);
  h.until(20'000);
  CHECK(h.owners() == "----");
  CHECK(h.states() == "a:lost ");
  CHECK(h.hello("a", 1, {s(0, 1), s(1, 1), s(2, 1), s(3, 1)}) == lines{"accept a1"});
  CHECK(h.owners() == "aaaa");
  CHECK(h.until(24'000, {{"a", 1}}).empty());
}

TEST_CASE("R2 of two nodes with one name the second is refused", "[placement]") {
  auto h = two_nodes();
  h.until(3'000, {{"a", 1}, {"b", 1}});
  auto refused = h.table.hello({"b", 2, 1, {}}, at_ms(3'000));
  REQUIRE(texts(refused) == lines{"refuse b2 already_exists"});
  CHECK(refused[0].why.remedy.find("its own name") != std::string::npos);
  CHECK(h.table.serves("b", 1, sector_id{1}));
  // Cut off from here the first may work for so long, whoever asks.
  CHECK(h.until(5'000, {{"a", 1}}).empty());
  CHECK(texts(h.table.link_lost("b", 1, at_ms(h.now))) == lines{"suspect b1 timeout"});
  CHECK(h.hello_elsewhere("b", 2) == lines{"refuse b2 already_exists"});
  h.until(8'900, {{"a", 1}});
  CHECK(h.hello_elsewhere("b", 2) == lines{"refuse b2 already_exists"});
  CHECK(h.until(9'000, {{"a", 1}}).front() == "lost b1 timeout");
  CHECK(h.hello_elsewhere("b", 2).front() == "accept b2");
  // And now that is the node, whoever comes.
  CHECK(h.hello("b", 1, {s(1, 1), s(3, 1)}) == lines{"refuse b1 already_exists"});
}

TEST_CASE("R2 a hello that makes no sense is refused", "[placement]") {
  hub h;
  CHECK(h.hello("", 1) == lines{"refuse 1 invalid_argument"});
  CHECK(h.hello("a", 0) == lines{"refuse a0 invalid_argument"});
  CHECK(h.hello("a", 1, {}, -1) == lines{"refuse a1 invalid_argument"});
  CHECK(h.hello("a", 1, {s(99, 7), s(99, 7)}) == lines{"drop a1 s99@7", "accept a1"});
  CHECK(h.dropped("a", 1, s(99, 7)).empty());
  CHECK(h.states() == "a:up ");
}

TEST_CASE("R2 the number of nodes is bounded and those long gone make room", "[placement]") {
  placement_config cfg;
  cfg.nodes = 2;
  auto h = two_nodes(cfg);
  CHECK(h.hello("c", 1) == lines{"refuse c1 mesh_full"});
  h.until(7'600, {{"a", 1}});
  CHECK(h.hello("c", 1).front() == "accept c1");
  CHECK(h.states() == "a:up c:up ");
}

TEST_CASE("T5 a node that joins is given its share a few sectors at a time", "[placement]") {
  placement_config cfg;
  cfg.moves_at_once = 2;
  hub h(20, {}, cfg);
  h.hello("a", 1);
  h.until(1'500);
  CHECK(h.hello("b", 1) == lines{"accept b1", "drop a1 s10@1", "drop a1 s11@1"});
  CHECK(h.until(3'000, {{"a", 1}, {"b", 1}}).empty());
  CHECK(h.dropped("a", 1, s(10, 1)) == lines{"host b1 s10@2", "drop a1 s12@1"});
  CHECK(h.dropped("a", 1, s(10, 1)).empty()); // said twice
}

TEST_CASE("T5 what a node drops by itself is given to someone again", "[placement]") {
  auto h = two_nodes();
  CHECK(h.dropped("a", 1, s(0, 1)) == lines{"host a1 s00@2"});
  CHECK(h.dropped("a", 1, s(0, 1)).empty()); // the old epoch
}

TEST_CASE("T5 a node that is drained gives its sectors away and gets none", "[placement]") {
  auto h = two_nodes();
  CHECK(texts(*h.table.drain("b", at_ms(h.now))) == lines{"drop b1 s01@1", "drop b1 s03@1"});
  CHECK(h.states() == "a:up b:draining ");
  h.dropped("b", 1, s(1, 1));
  h.dropped("b", 1, s(3, 1));
  CHECK(h.owners() == "aaaa");
  h.table.link_lost("b", 1, at_ms(h.now));
  CHECK(h.hello("b", 2) == lines{"accept b2"}); // also as a new process
  CHECK(h.states() == "a:up b:draining ");
  CHECK(texts(*h.table.undrain("b", at_ms(h.now))).size() == 2);
  auto unknown = h.table.drain("c", at_ms(h.now));
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().code == errc::unknown_target);
}

TEST_CASE("T5 the last node may be drained but keeps its sectors until another comes",
          "[placement]") {
  hub h;
  h.hello("a", 1);
  h.until(1'500);
  CHECK(h.table.drain("a", at_ms(h.now))->empty());
  CHECK(h.owners() == "aaaa");
  h.hello("b", 1);
  CHECK(h.until(3'000, {{"a", 1}, {"b", 1}}).size() == 4);
}

TEST_CASE("R2 a node that leaves in order has left when it has stopped all", "[placement]") {
  auto h = two_nodes();
  CHECK(texts(h.table.goodbye("b", 1, at_ms(h.now)))
        == lines{"drop b1 s01@1", "drop b1 s03@1"});
  CHECK(h.dropped("b", 1, s(1, 1)) == lines{"host a1 s01@2"});
  CHECK(h.dropped("b", 1, s(3, 1)) == lines{"left b1", "host a1 s03@2"});
  CHECK(h.states() == "a:up b:left ");
  CHECK(h.table.link_lost("b", 1, at_ms(h.now)).empty());
  CHECK(h.hello("b", 2).front() == "accept b2");
}

TEST_CASE("R2 a hub that restarts finds its mesh as it is", "[placement]") {
  auto before = two_nodes();
  hub h(4, before.table.stored());
  CHECK(h.owners() == "----");
  CHECK(h.hello("a", 1, {s(0, 1), s(2, 1)}) == lines{"accept a1"});
  CHECK(h.owners() == "a-a-");
  CHECK(h.until(9'000, {{"a", 1}}).empty()); // nobody else gets b's meanwhile
  CHECK(h.hello("b", 1, {s(1, 1), s(3, 1)}) == lines{"accept b1"});
  CHECK(h.until(15'000, {{"a", 1}, {"b", 1}}).empty());
  CHECK(h.owners() == "abab");
}

TEST_CASE("R2 after a restart of the hub nodes that do not come back are given up",
          "[placement]") {
  auto before = two_nodes();
  hub h(4, before.table.stored());
  h.hello("a", 1, {s(0, 1), s(2, 1)});
  CHECK(h.until(9'900, {{"a", 1}}).empty());
  CHECK(h.until(10'000, {{"a", 1}}) == lines{"host a1 s01@2", "host a1 s03@2"});
  CHECK(h.hello("b", 1, {s(1, 1), s(3, 1)})
        == lines{"drop b1 s01@1", "drop b1 s03@1", "accept b1"});
}

TEST_CASE("R2 after a restart of the hub other epochs than the stored are outdated",
          "[placement]") {
  hub h(4, {{{sector_id{0}, "a", 5}, {sector_id{1}, "a", 5}, {sector_id{2}, "", 8}}, {}});
  CHECK(h.hello("a", 1, {s(0, 4), s(1, 5), s(2, 8)})
        == lines{"drop a1 s00@4", "drop a1 s02@8", "accept a1"});
  CHECK(h.owners() == "-a--");
  CHECK(h.dropped("a", 1, s(0, 4)).empty());
  h.dropped("a", 1, s(2, 8));
  CHECK(h.until(2'000, {{"a", 1}}) == lines{"host a1 s00@6", "host a1 s02@9", "host a1 s03@1"});
}

TEST_CASE("R2 a node restarted together with the hub is given its sectors again",
          "[placement]") {
  auto before = two_nodes();
  hub h(4, before.table.stored());
  h.hello("a", 1, {s(0, 1), s(2, 1)});
  h.hello("b", 2);
  CHECK(h.until(1'600, {{"a", 1}, {"b", 2}}) == lines{"host b2 s01@2", "host b2 s03@2"});
}

TEST_CASE("T5 a drained node stays drained when the hub restarts", "[placement]") {
  auto before = two_nodes();
  REQUIRE(before.table.drain("b", at_ms(before.now)));
  before.dropped("b", 1, s(1, 1)); // in the middle of it
  REQUIRE(before.table.stored().drained == lines{"b"});
  hub h(4, before.table.stored());
  h.hello("a", 1, {s(0, 1), s(1, 2), s(2, 1)});
  h.hello("b", 1, {s(3, 1)});
  h.until(2'000, {{"a", 1}, {"b", 1}});
  CHECK(h.dropped("b", 1, s(3, 1)) == lines{"host a1 s03@2"});
  h.hello("c", 1); // takes a's, and b gets none
  CHECK(h.states() == "a:up b:draining c:up ");
  REQUIRE(h.table.undrain("b", at_ms(h.now)));
  CHECK(h.table.stored().drained.empty());
}

TEST_CASE("R2 a hub that stood still does not blame its nodes", "[placement]") {
  auto h = two_nodes();
  h.until(2'000, {{"a", 1}, {"b", 1}});
  h.now = 30'000;
  CHECK(texts(h.table.tick(at_ms(h.now))).empty());
  CHECK(h.until(33'000).empty());
  CHECK(h.until(34'200).size() == 2); // suspects, as they are still silent
}

TEST_CASE("R2 the table of nodes says how each is", "[placement]") {
  auto h = two_nodes();
  h.until(2'000, {{"a", 1}});
  auto rows = h.table.rows(at_ms(2'500));
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].name == "a");
  CHECK(rows[0].sectors == 2);
  CHECK(rows[0].session == 1);
  CHECK(rows[0].heard_ago == milliseconds(500));
  CHECK(rows[1].heard_ago == milliseconds(2'500));
  CHECK(rows[1].since == milliseconds(2'500));
}

// -- clusters detached from their sectors (T1) ------------------------------------------

namespace {

placement_config
with_clusters(const std::vector<std::pair<cluster_id, std::string>>& detached) {
  placement_config cfg;
  for (const auto& [cluster, node] : detached)
    cfg.clusters.push_back({cluster, node});
  return cfg;
}

constexpr cluster_id c03{0, 3};

held_part c(std::uint64_t epoch) {
  return {c03, epoch};
}

} // namespace

TEST_CASE("T1 a cluster goes where it is wanted, and not with its sector", "[placement]") {
  hub h(4, {}, with_clusters({{c03, "b"}}));
  h.hello("a", 1);
  h.hello("b", 1);
  CHECK(h.until(1'500)
        == lines{"host a1 s00@1", "host b1 s01@1", "host a1 s02@1", "host b1 s03@1",
                 "host b1 s00.c03@1"});
  CHECK(h.table.serves("b", 1, c03));
  CHECK_FALSE(h.table.serves("a", 1, c03));
  CHECK(h.table.serves("a", 1, sector_id{0}));
  CHECK(h.table.part_of(c03) == placed_part(c03));
  CHECK(h.table.part_of({0, 4}) == placed_part(sector_id{0}));
  CHECK(h.table.detached(sector_id{0}) == std::vector{c03});
  CHECK(h.table.detached(sector_id{1}).empty());
  auto rows = h.table.rows(at_ms(h.now));
  CHECK(rows[0].clusters_detached == 0);
  CHECK(rows[1].clusters_detached == 1);
  CHECK(rows[1].sectors == 2);
}

TEST_CASE("T1 R2 a cluster is with its sector while the node where it is wanted is away",
          "[placement]") {
  hub h(4, {}, with_clusters({{c03, "b"}}));
  h.hello("a", 1);
  h.hello("b", 1);
  h.until(1'500);
  h.until(7'600, {{"a", 1}}); // b is lost
  CHECK(h.table.holder(c03) == "a");
  CHECK(h.table.epoch(c03) == 2);
  auto back = h.hello("b", 2);
  auto moved = h.until(9'200, {{"a", 1}, {"b", 2}});
  CHECK(std::ranges::count(back, "drop a1 s00.c03@2")
            + std::ranges::count(moved, "drop a1 s00.c03@2")
        == 1);
  CHECK(h.table.holder(c03) == "a"); // as long as it has not stopped
  auto given = h.dropped("a", 1, c(2));
  CHECK(std::ranges::count(given, "host b2 s00.c03@3") == 1);
}

TEST_CASE("T1 R2 the holder of a cluster that comes back after a takeover stops it first",
          "[placement]") {
  hub h(4, {}, with_clusters({{c03, "b"}}));
  h.hello("a", 1);
  h.hello("b", 1);
  h.until(1'500);
  h.until(7'600, {{"a", 1}});
  auto answers = h.hello("b", 1, {s(1, 1), s(3, 1), c(1)});
  CHECK(std::ranges::count(answers, "drop b1 s00.c03@1") == 1);
  CHECK_FALSE(h.table.serves("b", 1, c03));
}

TEST_CASE("T1 a cluster goes along when its node is drained, and back", "[placement]") {
  hub h(4, {}, with_clusters({{c03, "b"}}));
  h.hello("a", 1);
  h.hello("b", 1);
  h.until(1'500);
  auto taken = texts(h.table.drain("b", at_ms(h.now)).value());
  CHECK(std::ranges::count(taken, "drop b1 s00.c03@1") == 1);
  auto given = h.dropped("b", 1, c(1));
  CHECK(std::ranges::count(given, "host a1 s00.c03@2") == 1);
  taken = texts(h.table.undrain("b", at_ms(h.now)).value());
  CHECK(std::ranges::count(taken, "drop a1 s00.c03@2") == 1);
}

TEST_CASE("T1 a cluster that is to be detached since the hub's last life is not served twice",
          "[placement]") {
  const stored_placement stored{{{sector_id{0}, "a", 5}}, {"a", "b"}};
  hub h(1, stored, with_clusters({{c03, "b"}}));
  h.hello("b", 1);
  h.hello("a", 1, {s(0, 5)}); // with all its clusters
  auto stopped = h.until(10'100, {{"a", 1}, {"b", 1}});
  CHECK(std::ranges::count(stopped, "drop a1 s00@5") == 1);
  CHECK(h.table.holder(c03).empty());
  auto given = h.dropped("a", 1, s(0, 5));
  REQUIRE(given.size() == 2);
  CHECK(given[0].ends_with("s00@6"));
  CHECK(given[1] == "host b1 s00.c03@1");
  CHECK(h.table.detached(sector_id{0}) == std::vector{c03});
}

TEST_CASE(
    "T1 a cluster that is not wanted anywhere any more goes to its sector, with a new epoch",
    "[placement]") {
  const stored_placement stored{{{sector_id{0}, "a", 5}, {c03, "b", 7}}, {"a", "b"}};
  hub h(1, stored);
  h.hello("a", 1, {s(0, 5)});
  auto answers = h.hello("b", 1, {c(7)});
  auto stopped = h.until(10'100, {{"a", 1}, {"b", 1}});
  CHECK(std::ranges::count(answers, "drop b1 s00.c03@7")
            + std::ranges::count(stopped, "drop b1 s00.c03@7")
        == 1);
  CHECK(h.dropped("b", 1, c(7)) == lines{"host a1 s00.c03@8"});
}
