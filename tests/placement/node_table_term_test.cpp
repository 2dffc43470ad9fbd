// A hub that starts with older data than its nodes know of, or with none (R2).
#include "tests/placement/table_hub.hpp"

using namespace mesh;
using namespace mesh::test;

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
        == "this orchestrator has older data than d knows of; away and perhaps at work: a, b, "
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
    CHECK(why_waiting(next).find("away and perhaps at work: a, b, c") != std::string::npos);
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
  CHECK(why_waiting(h) == "2 of 3 hosts have come, and nothing was ever placed");
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
