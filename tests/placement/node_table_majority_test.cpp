// Sectors of lost nodes go to others only when nobody can serve them any more.
#include "tests/placement/table_hub.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

using nodes = std::vector<std::pair<std::string, session_id>>;

/// Each has one of the sectors s00 to s03.
hub four_nodes() {
  hub h;
  const nodes all{{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}};
  for (const auto& [name, session] : all)
    h.hello(name, session);
  h.until(5'000, all);
  REQUIRE(h.owners() == "abcd");
  return h;
}

std::string keepers(const hub& h) {
  std::string all;
  for (const auto& row : h.table.rows(at_ms(h.now)))
    all += row.keeps ? row.name + std::to_string(row.sectors) : "";
  return all;
}

lines dead(hub& h, const std::string& name) {
  return texts(h.table.dead(name, 1, at_ms(h.now)));
}

} // namespace

TEST_CASE("R2 sectors of half of the nodes are taken over when those vanish at once",
          "[placement]") {
  auto h = four_nodes();
  CHECK(h.until(11'500, {{"a", 1}, {"b", 1}}).size() == 6); // suspect, lost, host: each twice
  CHECK(h.owners() == "abab");
  CHECK(names_of(h.table.members()) == lines{"a", "b"});
  h.until(18'000, {{"a", 1}}); // and again half of those that are left
  CHECK(h.owners() == "aaaa");
}

TEST_CASE("R2 of more than half of the nodes that vanish nothing is taken: they may go on",
          "[placement]") {
  auto h = four_nodes();
  const auto list = h.table.members();
  h.until(60'000, {{"a", 1}});
  CHECK(h.states() == "a:up b:lost c:lost d:lost ");
  CHECK(h.owners() == "a---");
  CHECK(keepers(h) == "b1c1d1");
  CHECK(h.table.members() == list);
  SECTION("one is heard again, and that is half") {
    CHECK(h.hello("b", 1, {s(1, 1)}) == lines{"accept b1"});
    CHECK(h.until(62'000, {{"a", 1}, {"b", 1}}).empty()); // others have yet to notice
    CHECK(h.until(66'000, {{"a", 1}, {"b", 1}}) == lines{"host a1 s02@2", "host b1 s03@2"});
  }
  SECTION("a new node does not count, as they do not know it") {
    h.hello("e", 1);
    h.until(80'000, {{"a", 1}, {"e", 1}});
    CHECK(keepers(h) == "b1c1d1");
  }
  SECTION("one is proven dead") {
    CHECK(dead(h, "b") == lines{"host a1 s01@2"});
    CHECK(dead(h, "b").empty());
    CHECK(keepers(h) == "c1d1");
    // What it said may still be believed for a while.
    CHECK(h.until(63'000, {{"a", 1}}).empty());
    CHECK(h.until(63'600, {{"a", 1}}) == lines{"host a1 s02@2", "host a1 s03@2"});
  }
  SECTION("an operator gives one up") {
    auto done = h.table.forget("c", at_ms(h.now));
    REQUIRE(done);
    CHECK(texts(*done) == lines{"lost c1 cancelled", "host a1 s02@2"});
    CHECK(h.states() == "a:up b:lost c:left d:lost ");
    CHECK(h.hello("c", 1, {s(2, 1)}) == lines{"drop c1 s02@1", "accept c1"});
  }
}

TEST_CASE("R2 a process that is proven dead loses its sectors in the same time as any",
          "[placement]") {
  auto h = four_nodes();
  CHECK(dead(h, "b").empty()); // it was just heard: somebody is mistaken
  for (const auto* name : {"b", "c", "d"}) {
    h.table.link_lost(name, 1, at_ms(h.now));
    CHECK(dead(h, name).empty());
    CHECK(texts(h.table.dead(name, 2, at_ms(h.now))).empty()); // not that process
  }
  CHECK(h.until(10'500, {{"a", 1}}).empty());
  h.until(11'200, {{"a", 1}});
  CHECK(h.owners() == "aaaa");
}

TEST_CASE("R2 who is heard but does not hear does not count", "[placement]") {
  auto h = four_nodes();
  for (; h.now < 20'000; h.now += 100) {
    h.table.heard("a", 1, at_ms(h.now));
    h.table.reached("a", 1, at_ms(h.now), at_ms(h.now));
    h.table.heard("b", 1, at_ms(h.now)); // and it has nothing of ours
    h.table.tick(at_ms(h.now));
  }
  CHECK(h.states() == "a:up b:up c:lost d:lost ");
  CHECK(keepers(h) == "c1d1");
}

TEST_CASE("R2 while the only node is cut off a second one gets nothing of it", "[placement]") {
  hub h;
  h.hello("a", 1);
  h.until(2'000, {{"a", 1}});
  REQUIRE(h.owners() == "aaaa");
  CHECK(h.hello("b", 1).size() > 1); // its share, which a does not hear of
  h.until(30'000, {{"b", 1}});
  CHECK(keepers(h) == "a4");
  CHECK(h.owners() == "----");
  SECTION("until it is back") {
    h.hello("a", 1, {s(0, 1), s(1, 1), s(2, 1), s(3, 1)});
    CHECK(h.owners() == "aaaa");
  }
  SECTION("until it is known to be dead") {
    dead(h, "a");
    CHECK(h.owners() == "bbbb");
  }
}

TEST_CASE("R2 a second node counts as soon as the first knows of it", "[placement]") {
  hub h;
  h.hello("a", 1);
  h.until(2'000, {{"a", 1}});
  h.hello("b", 1);
  h.until(2'100, {{"a", 1}, {"b", 1}});
  h.until(10'000, {{"b", 1}});
  CHECK(h.owners() == "bbbb");
}

TEST_CASE("R2 a restarted hub knows which lists of members nodes may go by", "[placement]") {
  const nodes three{{"a", 1}, {"b", 1}, {"c", 1}};
  hub before;
  for (const auto& [name, session] : three)
    before.hello(name, session);
  before.until(5'000, three);
  before.hello("e", 1);
  before.until(5'500, {{"a", 1}, {"e", 1}}); // b and c have not heard of e
  const auto stored = before.table.stored();
  REQUIRE(stored.lists.size() == 2);
  hub h(4, stored);
  h.hello("a", 1, {s(0, 1), s(3, 1)});
  h.hello("e", 1);
  SECTION("two of four are heard, but of the three that b and c know one") {
    h.until(30'000, {{"a", 1}, {"e", 1}});
    CHECK(keepers(h) == "b1c1");
  }
  SECTION("with b it is enough by both lists") {
    h.hello("b", 1, {s(1, 1)});
    h.until(9'900, {{"a", 1}, {"b", 1}, {"e", 1}});
    CHECK(keepers(h) == "c1"); // it is waited for
    h.until(10'100, {{"a", 1}, {"b", 1}, {"e", 1}});
    CHECK(keepers(h).empty());
  }
}

TEST_CASE("R2 a node that has left in order does not count for those that vanish later",
          "[placement]") {
  auto h = four_nodes();
  h.table.goodbye("d", 1, at_ms(h.now));
  h.dropped("d", 1, s(3, 1));
  CHECK(h.states() == "a:up b:up c:up d:left ");
  CHECK(names_of(h.table.members()) == lines{"a", "b", "c"});
  h.until(12'000, {{"a", 1}}); // b and c know of three or of four
  CHECK(keepers(h).starts_with("b"));
}

TEST_CASE("R2 only a node that is not heard can be given up", "[placement]") {
  auto h = four_nodes();
  auto heard = h.table.forget("a", at_ms(h.now));
  REQUIRE_FALSE(heard);
  CHECK(heard.error().code == errc::invalid_argument);
  CHECK(heard.error().remedy.find("node drain") != std::string::npos);
  auto unknown = h.table.forget("x", at_ms(h.now));
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().code == errc::unknown_target);
  h.table.link_lost("a", 1, at_ms(h.now)); // an operator need not wait
  CHECK(texts(*h.table.forget("a", at_ms(h.now)))
        == lines{"lost a1 cancelled", "host b1 s00@2"});
}

TEST_CASE("R2 nodes that may still work are not forgotten to make room", "[placement]") {
  placement_config cfg;
  cfg.nodes = 2;
  hub h(4, {}, cfg);
  h.hello("a", 1);
  h.until(2'000, {{"a", 1}});
  h.until(20'000);
  h.hello("b", 1);
  REQUIRE(keepers(h) == "a4");
  CHECK(h.hello("c", 1) == lines{"refuse c1 mesh_full"});
}

TEST_CASE("R2 a node is told whom it can ask about the hub", "[placement]") {
  auto h = two_nodes();
  const auto number = h.table.members().number;
  CHECK(names_of(h.table.members()) == lines{"a", "b"});
  h.until(5'900, {{"a", 1}});
  CHECK(h.table.members().number == number); // b may come back
  h.until(8'000, {{"a", 1}});
  CHECK(h.table.members() == member_list{number + 1, {{"a", 1}}}); // a has its sectors
  h.hello("c", 1);
  CHECK(h.table.members() == member_list{number + 2, {{"a", 1}, {"c", 1}}});
  hub restarted(4, h.table.stored());
  CHECK(restarted.table.members() == member_list{number + 2, {{"a", 1}, {"c", 1}}});
  restarted.hello("c", 1);
  CHECK(restarted.table.members().number == number + 2);
}

TEST_CASE("R2 a restarted hub still names nodes that held nothing, until they make room",
          "[placement]") {
  placement_config cfg;
  cfg.nodes = 3;
  auto before = two_nodes(cfg);
  before.until(8'000, {{"a", 1}});
  REQUIRE(before.owners() == "aaaa");
  REQUIRE(before.table.stored().nodes == lines{"a", "b"});
  hub h(4, before.table.stored(), cfg);
  CHECK(h.states() == "a:lost b:lost ");
  h.hello("a", 1, {s(0, 1), s(1, 2), s(2, 1), s(3, 2)});
  CHECK(names_of(h.table.members()) == lines{"a"});
  CHECK(h.states() == "a:up b:lost ");
  CHECK(h.hello("c", 1).front() == "accept c1"); // b is not waited for
  h.hello("d", 1);
  CHECK(h.table.stored().nodes == lines{"a", "c", "d"});
  CHECK(h.hello("b", 1) == lines{"refuse b1 mesh_full"});
}

TEST_CASE("R2 a process that is proven dead after a restart of the hub is not waited for",
          "[placement]") {
  auto before = two_nodes();
  hub h(4, before.table.stored());
  h.hello("a", 1, {s(0, 1), s(2, 1)});
  h.until(2'000, {{"a", 1}});
  CHECK(texts(h.table.dead("b", 1, at_ms(h.now))).empty()); // that of before has no session
  CHECK(texts(h.table.dead("b", 0, at_ms(h.now))) == lines{"host a1 s01@2", "host a1 s03@2"});
}
