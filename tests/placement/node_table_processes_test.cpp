// Processes that follow each other under one name, and what moves from one that is there.
#include "tests/placement/table_hub.hpp"

using namespace mesh;
using namespace mesh::test;

TEST_CASE("R2 a second process follows at once one that is proven dead", "[placement]") {
  auto h = two_nodes();
  h.table.link_lost("b", 1, at_ms(h.now));
  CHECK(h.hello_elsewhere("b", 2) == lines{"refuse b2 already_exists"});
  h.table.dead("b", 1, at_ms(h.now));
  CHECK(h.hello_elsewhere("b", 2) == lines{"accept b2", "host b2 s01@2", "host b2 s03@2"});
}

TEST_CASE("R2 a second process waits for one that may go on with others", "[placement]") {
  hub h;
  h.hello("a", 1);
  h.until(5'000, {{"a", 1}}); // the only one: it goes on for ever
  h.until(60'000);
  CHECK(h.hello_elsewhere("a", 2) == lines{"refuse a2 already_exists"});
  REQUIRE(h.table.forget("a", at_ms(h.now)));
  CHECK(h.hello_elsewhere("a", 2).front() == "accept a2");
}

TEST_CASE("R2 a second process waits for the first after a restart of the hub, too",
          "[placement]") {
  auto before = two_nodes();
  hub h(4, before.write());
  h.hello("a", 1, {s(0, 1), s(2, 1)});
  CHECK(h.hello_elsewhere("b", 2) == lines{"refuse b2 already_exists"});
  CHECK(h.hello("b", 1, {s(1, 1), s(3, 1)}) == lines{"accept b1"});
}

TEST_CASE("R2 the first process of a name may still answer those that know of it alone",
          "[placement]") {
  hub h;
  for (const auto* name : {"a", "b", "c"})
    h.hello(name, 1);
  h.until(8'000, {{"a", 1}, {"b", 1}, {"c", 1}});
  // b and c are cut off; c was told of a1, b1, c1 and goes by that
  h.until(10'000, {{"a", 1}});
  CHECK(h.hello_elsewhere("b", 2) == lines{"refuse b2 already_exists"});
  h.until(40'000, {{"a", 1}});
  CHECK(h.hello_elsewhere("b", 2) == lines{"refuse b2 already_exists"});
  CHECK(h.owners() == "aa--"); // b1 and c1 may go on together
  REQUIRE(h.table.forget("b", at_ms(h.now)));
  CHECK(h.hello_elsewhere("b", 2).front() == "accept b2");
}

TEST_CASE("R2 a node that keeps dying gets nothing for a while, longer each time",
          "[placement]") {
  auto h = two_nodes();
  h.until(70'000, {{"a", 1}, {"b", 1}});
  auto dies = [&](session_id s) {
    h.table.link_lost("b", s, at_ms(h.now));
    return h.hello("b", s + 1);
  };
  auto held_back_ms = [&] {
    return to_ms(h.table.rows(at_ms(h.now))[1].held_back);
  };
  CHECK(dies(1) == lines{"accept b2", "host b2 s01@2", "host b2 s03@2"}); // once is no habit
  CHECK(held_back_ms() == 0);
  CHECK(dies(2) == lines{"accept b3", "host a1 s01@3", "host a1 s03@3"});
  CHECK(held_back_ms() == 5'000);
  CHECK(h.table.rows(at_ms(h.now))[1].deaths == 2);
  CHECK(dies(3) == lines{"accept b4"});
  CHECK(held_back_ms() == 10'000);
  CHECK(h.until(h.now + 9'900, {{"a", 1}, {"b", 4}}).empty());
  CHECK(h.until(h.now + 100, {{"a", 1}, {"b", 4}}) == lines{"drop a1 s02@1", "drop a1 s03@3"});
  for (session_id s = 4; s < 20; ++s)
    dies(s);
  CHECK(held_back_ms() == 300'000);
  h.until(h.now + 60'100, {{"a", 1}, {"b", 20}});
  CHECK(h.table.rows(at_ms(h.now))[1].deaths == 0); // it lives
}

TEST_CASE("R2 a node that keeps dying serves when there is no other", "[placement]") {
  hub h;
  for (session_id s = 1; s < 5; ++s) {
    h.hello("a", s);
    h.until(h.now + 2'000, {{"a", s}});
    h.table.link_lost("a", s, at_ms(h.now));
  }
  CHECK(h.hello("a", 5).size() == 5);
}

TEST_CASE("T5 what moves from a node that is there may end first what it does", "[placement]") {
  auto h = two_nodes();
  auto moved = h.table.drain("b", at_ms(h.now));
  REQUIRE(moved);
  REQUIRE(texts(*moved) == lines{"drop b1 s01@1", "drop b1 s03@1"});
  for (const auto& a : *moved)
    CHECK(a.drains);
  h.dropped("b", 1, s(1, 1));
  auto anew = h.table.hello({"b", 1, 1, {s(1, 1), s(3, 1)}}, at_ms(h.now));
  REQUIRE(texts(anew) == lines{"drop b1 s01@1", "drop b1 s03@1", "accept b1"});
  CHECK_FALSE(anew[0].drains); // others have it
  CHECK(anew[1].drains);
}
