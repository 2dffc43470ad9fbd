// A hub that starts with older data than its nodes know of, or with none (R2).
#include "tests/placement/table_hub.hpp"

using namespace mesh;
using namespace mesh::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// a to d have a sector each; what they were told, and what was stored when only d was
/// there.
struct once_four {
  once_four() {
    h.hello("d", 1);
    h.until(2'000, {{"d", 1}});
    old = h.write();
    for (const auto* name : {"a", "b", "c"})
      h.hello(name, 1);
    for (int i = 0; i < 4; ++i) // d gives three away
      for (std::uint8_t sector = 0; sector < 4; ++sector)
        h.dropped("d", 1, s(sector, 1));
    REQUIRE(h.owners() == "abcd");
    newest = h.write();
    told = h.told();
  }
  hub h;
  stored_placement old, newest;
  known_mesh told;
};

std::string why_waiting(const hub& h) {
  return h.table.waits_for().detail;
}

} // namespace

TEST_CASE("R2 a hub with an old copy of its data gives nothing away of which it does not know",
          "[placement]") {
  const once_four before;
  hub h(4, before.old);
  CHECK(h.hello("d", 1, {s(3, 1)}, 1, before.told) == lines{"accept d1"});
  CHECK(h.until(60'000, {{"d", 1}}).empty());
  CHECK(h.owners() == "---d");
  CHECK(why_waiting(h)
        == "this orchestrator has older data than d knows of; away, and perhaps still running: "
           "a, b, "
           "c");
  SECTION("those come back, and go on with what they have") {
    h.hello("a", 1, {s(0, 2)}, 1, before.told);
    h.hello("b", 1, {s(1, 2)}, 1, before.told);
    CHECK(h.until(h.now + 10'000, {{"a", 1}, {"b", 1}, {"d", 1}}).empty());
    h.hello("c", 1, {s(2, 2)}, 1, before.told);
    CHECK(h.until(h.now + 10'000, {{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}}).empty());
    CHECK(h.owners() == "abcd");
    CHECK(why_waiting(h).empty());
    CHECK(h.table.stored().term > before.old.term);
  }
  SECTION("an operator says that they are gone for good") {
    auto adopted = h.table.adopt(at_ms(h.now));
    REQUIRE(adopted);
    CHECK(texts(*adopted)
          == lines{"lost a0 cancelled", "lost b0 cancelled", "lost c0 cancelled",
                   "host d1 s00@2", "host d1 s01@2", "host d1 s02@2"});
    CHECK(why_waiting(h).empty());
    CHECK(h.table.adopt(at_ms(h.now)).error().code == errc::invalid_argument);
    h.hello("d", 1, {s(3, 1)}, 1, before.told); // what it was told before does not count again
    CHECK(why_waiting(h).empty());
  }
  SECTION("one after the other is given up") {
    for (const auto* name : {"a", "b", "c"})
      REQUIRE(h.table.forget(name, at_ms(h.now)));
    h.until(h.now + 2'000, {{"d", 1}});
    CHECK(h.owners() == "dddd");
  }
  SECTION("it is started again meanwhile") {
    hub next(4, h.write());
    next.hello("d", 1, {s(3, 1)}, 1, h.told());
    CHECK(next.until(60'000, {{"d", 1}}).empty());
    CHECK(next.owners() == "---d");
    CHECK(why_waiting(next).find("away, and perhaps still running: a, b, c")
          != std::string::npos);
  }
}

TEST_CASE("R2 a hub without data gives nothing away as long as its nodes know of others",
          "[placement]") {
  const once_four before;
  hub h;
  CHECK(h.hello("d", 1, {s(3, 1)}, 1, before.told) == lines{"accept d1"});
  CHECK(h.until(60'000, {{"d", 1}}).empty());
  CHECK(h.owners() == "---d");
  CHECK(h.hello("e", 1) == lines{"accept e1"}); // that one could
  CHECK(h.until(65'000, {{"d", 1}, {"e", 1}}).empty());
  h.hello("a", 1, {s(0, 2)}, 1, before.told);
  h.hello("b", 1, {}, 1, before.told); // has dropped it
  h.hello("c", 1, {s(2, 2)}, 1, before.told);
  h.until(h.now + 2'000, {{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}, {"e", 1}});
  CHECK(h.owners() == "abcd");
  CHECK(h.table.mesh() == before.told.id);
}

TEST_CASE("R2 what a hub has counted since it began is not what its nodes were told before",
          "[placement]") {
  const once_four before;
  hub h;
  for (const auto* name : {"e", "f", "g"}) {
    h.hello(name, 1);
    h.write();
  }
  REQUIRE(h.table.term() > before.told.term);
  h.hello("d", 1, {s(3, 1)}, 1, before.told);
  CHECK(h.until(60'000, {{"d", 1}, {"e", 1}, {"f", 1}, {"g", 1}}).empty());
  CHECK(h.owners() == "---d");
  REQUIRE(h.table.adopt(at_ms(h.now)));
  h.write();
  h.hello("a", 1, {}, 1, before.told); // which was given up
  CHECK(why_waiting(h).empty());
}

TEST_CASE("R2 of two nodes that say they hold a sector the one that got it last has it",
          "[placement]") {
  const once_four before;
  hub h;
  h.hello("d", 1, {s(0, 1), s(3, 1)}, 1, before.told); // it was cut off
  CHECK(h.owners() == "d--d");
  CHECK(h.hello("a", 1, {s(0, 2)}, 1, before.told) == lines{"drop d1 s00@1", "accept a1"});
  CHECK(h.owners() == "a--d");
  CHECK(h.states() == "a:up b:lost c:lost d:joining ");
  CHECK(h.dropped("d", 1, s(0, 1)).empty());
  CHECK(h.states() == "a:up b:lost c:lost d:up ");
}

TEST_CASE("R2 a process that another one follows is waited for when data are lost",
          "[placement]") {
  const once_four before;
  hub h;
  h.hello("a", 7); // knows nothing
  h.hello("d", 1, {s(3, 1)}, 1, before.told);
  h.hello("b", 1, {s(1, 2)}, 1, before.told);
  h.hello("c", 1, {s(2, 2)}, 1, before.told);
  h.until(30'000, {{"a", 7}, {"b", 1}, {"c", 1}, {"d", 1}});
  CHECK(h.owners() == "-bcd");
  CHECK(why_waiting(h).find("a (another process of that name)") != std::string::npos);
  REQUIRE(h.table.adopt(at_ms(h.now)));
  CHECK(h.owners() == "abcd");
}

TEST_CASE("R2 what is known of a process does not hold for the one that followed it",
          "[placement]") {
  hub before;
  before.hello("c", 1);
  before.hello("d", 1);
  before.until(2'000, {{"c", 1}, {"d", 1}});
  const auto present = before.write();
  before.table.goodbye("c", 1, at_ms(before.now));
  for (std::uint8_t sector : {0, 2})
    before.dropped("c", 1, s(sector, 1));
  REQUIRE(before.owners() == "dddd");
  const auto gone = before.write();
  before.hello_elsewhere("c", 2); // and gets two sectors
  before.until(before.now + 2'000, {{"c", 2}, {"d", 1}});
  for (std::uint8_t sector : {2, 3}) {
    before.dropped("d", 1, s(sector, 2));
    before.dropped("d", 1, s(sector, 1));
  }
  REQUIRE(before.owners() == "ddcc");
  before.write();
  const auto told = before.told();
  auto waits_for_second = [&](hub& h, const std::string& as) {
    h.hello("d", 1, {s(0, 2), s(1, 1)}, 1, told);
    CHECK(h.until(h.now + 60'000, {{"d", 1}}).empty());
    CHECK(h.owners() == "dd--");
    CHECK_THAT(why_waiting(h), ContainsSubstring("perhaps still running: " + as));
    h.table.hello({"c", 2, 1, {s(2, 3), s(3, 2)}, "elsewhere", told}, at_ms(h.now));
    h.until(h.now + 10'000, {{"c", 2}, {"d", 1}});
    CHECK(h.owners() == "ddcc");
    CHECK(why_waiting(h).empty());
  };
  SECTION("it had left, and is proven dead before anybody says that there is another") {
    hub h(4, gone);
    h.table.dead("c", 0, at_ms(h.now));
    waits_for_second(h, "c");
  }
  SECTION("it had left, and another one is started on its host") {
    hub h(4, gone);
    h.hello("d", 1, {s(0, 2), s(1, 1)}, 1, told);
    CHECK(h.hello("c", 3) == lines{"refuse c3 already_exists"});
    waits_for_second(h, "c");
  }
  SECTION("it was there, and is proven dead afterwards") {
    hub h(4, present);
    h.hello("d", 1, {s(0, 2), s(1, 1)}, 1, told);
    h.table.dead("c", 0, at_ms(h.now));
    CHECK_THAT(why_waiting(h), ContainsSubstring("c (another process of that name)"));
    waits_for_second(h, "c");
  }
}

// b is cut off by half a link: it never learns of d, nor of this hub.
TEST_CASE("R2 a node may go by the members that it says it knows, whatever others know",
          "[placement]") {
  hub h;
  const known_mesh of_b{5, 2, {1, {{"b", 1}}}};
  const known_mesh of_d{5, 4, {2, {{"b", 1}, {"d", 1}}}};
  h.hello("d", 1, {s(3, 1)}, 1, of_d);
  h.hello("b", 1, {s(0, 1), s(1, 1), s(2, 1)}, 1, of_b);
  h.until(3'000, {{"d", 1}});
  CHECK(why_waiting(h).empty()); // all have come
  h.until(60'000, {{"d", 1}});
  CHECK(h.states() == "b:lost d:up ");
  CHECK(h.owners() == "---d");
  CHECK(h.table.rows(at_ms(h.now))[0].keeps);
}

TEST_CASE("R2 a node with sectors of another mesh stops them before it is taken in",
          "[placement]") {
  const once_four before;
  hub h;
  h.hello("e", 1);
  h.until(2'000, {{"e", 1}});
  auto other = before.told;
  other.id = 77;
  CHECK(h.hello("a", 1, {s(0, 2)}, 1, other) == lines{"refuse a1 store_foreign"});
  CHECK(h.hello("a", 1, {}, 1, other).front() == "accept a1");
  CHECK(why_waiting(h).empty());
}

TEST_CASE("R2 a hub that knows all that its nodes do goes on as ever", "[placement]") {
  const once_four before;
  hub h(4, before.newest);
  h.hello("d", 1, {s(3, 1)}, 1, before.told);
  CHECK(why_waiting(h).empty());
  CHECK(h.until(9'900, {{"d", 1}}).empty());
  CHECK(h.table.stored().term == before.newest.term);
}

TEST_CASE("R2 the first sectors wait for as many nodes as are expected, or an operator",
          "[placement]") {
  placement_config cfg;
  cfg.expected_nodes = 3;
  hub h(4, {}, cfg);
  h.hello("a", 1);
  h.hello("b", 1);
  CHECK(h.until(120'000, {{"a", 1}, {"b", 1}}).empty());
  CHECK(why_waiting(h) == "2 of 3 hosts have joined, and no sector was ever placed");
  SECTION("the third comes") {
    CHECK(h.hello("c", 1).size() == 5);
  }
  SECTION("an operator does not wait for it") {
    REQUIRE(h.table.adopt(at_ms(h.now)));
    CHECK(h.owners() == "abab");
  }
  CHECK(why_waiting(h).empty());
  h.until(200'000, {{"a", 1}}); // later nobody is waited for
  CHECK(why_waiting(h).empty());
}
