#include "messages/ids.hpp"

#include <set>

#include "tests/support/catch.hpp"

using namespace mesh;

TEST_CASE("T4 ids read and sort as text", "[ids]") {
  CHECK(to_string(sector_id{7}) == "s07");
  CHECK(to_string(cluster_id{7, 4}) == "s07.c04");
  CHECK(to_string(agent_id{7, 4, 12}) == "s07.c04.a12");
  agent_id earlier{7, 4, 12};
  for (auto later : {agent_id{7, 4, 13}, agent_id{7, 5, 0}, agent_id{8, 0, 0}}) {
    CHECK(earlier < later);
    CHECK(to_string(earlier) < to_string(later));
    CHECK(earlier.packed() < later.packed());
    CHECK(agent_id::unpack(later.packed()) == later);
  }
}

TEST_CASE("T4 what is written is read back", "[ids]") {
  for (auto text : {"all", "s00", "s99", "s07.c04", "s07.c04.a12"}) {
    auto where = parse_scope(text);
    REQUIRE(where);
    CHECK(to_string(*where) == text);
  }
}

TEST_CASE("a text that is no id is refused with what was expected", "[ids]") {
  for (auto text : {"", "s", "s7", "S07", "s07.", "s07.c4", "s07.c04.", "s07.c04.a1",
                    "s07.c04.a123", "s07c04", "x07", "s07.c04.a12 ", "all.s01"}) {
    auto where = parse_scope(text);
    REQUIRE_FALSE(where);
    CHECK(where.error().code == errc::invalid_id);
    CHECK(where.error().detail.find("expected") != std::string::npos);
  }
  CHECK_FALSE(parse_agent_id("s07.c04"));
}

TEST_CASE("a scope contains what lies below it and nothing else", "[ids]") {
  auto contains = [](const char* where, agent_id id) {
    return parse_scope(where)->contains(id);
  };
  agent_id id{7, 4, 12};
  CHECK(contains("all", id));
  CHECK(contains("s07", id));
  CHECK(contains("s07.c04", id));
  CHECK(contains("s07.c04.a12", id));
  CHECK_FALSE(contains("s08", id));
  CHECK_FALSE(contains("s07.c05", id));
  CHECK_FALSE(contains("s07.c04.a13", id));
  CHECK(parse_scope("s07.c04")->touches(sector_id{7}));
  CHECK_FALSE(parse_scope("s07.c04")->touches(cluster_id{7, 5}));
}

TEST_CASE("M1 message ids never repeat and never run backwards", "[ids]") {
  message_id_source source(3);
  message_id last{};
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    auto next = source.next(1'000'000 - i / 100); // a clock that runs backwards
    REQUIRE(last < next);
    last = next;
  }
  CHECK(source.next(2'000'000) > last);
  CHECK(message_id_source(4).next(5) != message_id_source(5).next(5));
}

TEST_CASE("M1 a burst in one millisecond borrows from the future, never repeats", "[ids]") {
  message_id_source source(0x3fff);
  message_id last{};
  for (int i = 0; i < 5'000; ++i) {
    auto next = source.next(1'000);
    REQUIRE(last < next);
    last = next;
  }
  CHECK(source.next(2'000) > last);
}

TEST_CASE("M1 sources of different nodes never meet", "[ids]") {
  std::set<std::uint64_t> seen;
  std::size_t given = 0;
  for (auto node : {0, 1, 5'000, 10'000, 0x3fff}) {
    message_id_source source(static_cast<std::uint16_t>(node));
    for (int i = 0; i < 2'000; ++i, ++given)
      seen.insert(source.next(i / 100).value);
  }
  CHECK(seen.size() == given);
  CHECK_FALSE(seen.contains(0)); // 0 says that there is no message
}

TEST_CASE("M1 a source that follows another gives no id of the same millisecond", "[ids]") {
  message_id_source before(7);
  auto last = before.next(1'000);
  message_id_source after(7, 1'000);
  auto first = after.next(1'000);
  CHECK(first > last);
  CHECK(first == message_id{(1'001ULL << 23) | (7ULL << 9)});
  CHECK(after.next(1'000) > first);
  CHECK(after.next(2'000) == message_id_source(7).next(2'000));
}

TEST_CASE("M1 every lead has a node number of its own", "[ids]") {
  std::set<std::uint16_t> nodes{0}; // the orchestrator's
  for (std::uint8_t s = 0; s < max_children; ++s)
    for (std::uint8_t c = 0; c < max_children; ++c)
      nodes.insert(message_id_source::node_of({s, c}));
  CHECK(nodes.size() == 1 + max_children * max_children);
  CHECK(*nodes.rbegin() <= 0x3fff);
}

TEST_CASE("M1 a message id is sixteen digits that sort as the ids do", "[ids]") {
  CHECK(to_string(message_id{0}) == "0000000000000000");
  CHECK(to_string(message_id{0xabc}) == "0000000000000abc");
  CHECK(to_string(message_id{~0ULL}) == "ffffffffffffffff");
}

TEST_CASE("T4 every packed id unpacks to itself", "[ids]") {
  for (std::uint32_t packed = 0; packed < 1'000'000; packed += 997)
    REQUIRE(agent_id::unpack(packed).packed() == packed);
  CHECK(agent_id::unpack(999'999) == agent_id{99, 99, 99});
}

TEST_CASE("T4 a scope covers itself and what lies in it, and nothing else", "[ids]") {
  const std::vector<scope> chain{scope(), sector_id{7}, cluster_id{7, 4}, agent_id{7, 4, 12}};
  for (std::size_t wide = 0; wide < chain.size(); ++wide)
    for (std::size_t narrow = 0; narrow < chain.size(); ++narrow)
      CHECK(chain[wide].covers(chain[narrow]) == (wide <= narrow));
  CHECK_FALSE(scope(sector_id{0}).covers(scope()));
  CHECK_FALSE(scope(sector_id{7}).covers(cluster_id{8, 4}));
  CHECK_FALSE(scope(cluster_id{7, 0}).covers(sector_id{7}));
  CHECK_FALSE(scope(agent_id{7, 0, 0}).covers(cluster_id{7, 0}));
}
