// Z1 class F: messages for people wait until they are answered.
#include "actors/work/person/inbox.hpp"

#include <nlohmann/json.hpp>

#include "actors/work/person/inbox_record.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/noted_lines.hpp"

using namespace mesh;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr agent_id ada_id{0, 0, 3};
constexpr agent_id bob_id{0, 1, 3};

using lines = mesh::testing::noted_lines;

/// An inbox of two people at a time of its own.
struct tested_inbox {
  explicit tested_inbox(lines* disk = nullptr) {
    all.add(ada_id, {.name = "ada"}, 60'000);
    all.add(bob_id, {.name = "bob"}, 60'000);
    if (disk != nullptr) {
      for (const auto& line : disk->kept)
        REQUIRE(all.restore(line));
      all.keep_with(disk);
    }
  }
  std::uint64_t now_ms = 1'000'000;
  inbox all{{[this] { return now_ms; },
             [this](time_point at) {
               return static_cast<std::uint64_t>(to_ms(at.time_since_epoch()));
             }},
            3};
  std::map<std::uint64_t, work_result> results; // by message

  std::optional<work_result> ask(agent_id who, std::uint64_t id,
                                 std::string_view source = "console",
                                 std::string_view verb = "decide", duration left = 1h) {
    job j;
    j.id = {id};
    j.source = source;
    j.verb = verb;
    j.payload = "approve?";
    j.time_left = left;
    return all.start(who, j, [this, id]() -> work_done {
      return [this, id](work_result result) {
        results[id] = std::move(result);
      };
    });
  }
  tl::expected<inbox_item, error> answer(std::uint64_t number, trinary state,
                                         const std::string& text) {
    tl::expected<inbox_item, error> result;
    all.answer(number, state, text, "test", [&](const auto& r) { result = r; });
    return result;
  }
};

} // namespace

TEST_CASE("M2 messages for a person wait beside each other, and are answered in any order") {
  tested_inbox t;
  CHECK_FALSE(t.ask(ada_id, 11));
  CHECK_FALSE(t.ask(ada_id, 12));
  CHECK_FALSE(t.ask(bob_id, 13));
  REQUIRE(t.all.items("ada", false).size() == 2);
  CHECK(t.all.items("", false).size() == 3);
  t.now_ms += 120'000;
  REQUIRE(t.answer(2, trinary::conflict, "not before Friday"));
  REQUIRE(t.answer(1, trinary::ready, "yes"));
  CHECK(t.results[11].value == "yes");
  CHECK(t.results[11].state == trinary::ready);
  CHECK(t.results[11].processing_ms == Approx(120'000));
  CHECK(t.results[12].state == trinary::conflict);
  CHECK(t.results[12].value == "not before Friday");
  CHECK(t.results[12].detail == "approve?"); // what was expected
  CHECK(t.all.items("ada", false).empty());
  CHECK(t.all.items("ada", true).size() == 2);
}

TEST_CASE("M4 an item is answered once, and only one that is there") {
  tested_inbox t;
  t.ask(ada_id, 11);
  CHECK(t.answer(7, trinary::ready, "yes").error().code == errc::unknown_target);
  REQUIRE(t.answer(1, trinary::ready, "yes"));
  const auto again = t.answer(1, trinary::ready, "no");
  REQUIRE_FALSE(again);
  CHECK_THAT(again.error().detail, ContainsSubstring("is answered"));
  CHECK(t.results[11].value == "yes");
}

TEST_CASE("M3 what nobody waits for any more leaves the inbox, and says how") {
  tested_inbox t;
  t.ask(ada_id, 11);
  t.ask(ada_id, 12);
  t.all.withdraw(ada_id, {11});
  t.now_ms += 2 * 3'600'000;
  t.all.withdraw(ada_id, {12});
  const auto ended = t.all.items("ada", true);
  REQUIRE(ended.size() == 2);
  CHECK(ended[0].state == inbox_state::withdrawn);
  CHECK(ended[1].state == inbox_state::expired);
  CHECK_FALSE(t.answer(1, trinary::ready, "late"));
  CHECK(t.results.empty());
}

TEST_CASE("an inbox that is full says so, and goes on when there is room") {
  tested_inbox t;
  for (std::uint64_t id = 1; id <= 3; ++id)
    CHECK_FALSE(t.ask(ada_id, id));
  const auto refused = t.ask(ada_id, 4);
  REQUIRE(refused);
  CHECK(refused->failure == errc::queue_full);
  CHECK_THAT(refused->detail, ContainsSubstring("ada"));
  CHECK_FALSE(t.ask(bob_id, 5)); // his own has room
  REQUIRE(t.answer(1, trinary::ready, ""));
  CHECK_FALSE(t.ask(ada_id, 4));
}

TEST_CASE("M2 a note is in the inbox at once, stays until it is read, and asks nothing") {
  tested_inbox t;
  const auto receipt = t.ask(ada_id, 11, "console", "record", 3s);
  REQUIRE(receipt);
  CHECK(receipt->state == trinary::ready);
  t.now_ms += 86'400'000;
  t.all.tick();
  REQUIRE(t.all.items("ada", false).size() == 1);
  REQUIRE(t.answer(1, trinary::ready, ""));
  CHECK(t.all.items("ada", false).empty());
  CHECK(t.all.people()[0].answers == 0); // it tells nothing of how long answers take
}

TEST_CASE("M4 an answer that was given while its actor was down is there for the next one") {
  tested_inbox t;
  t.ask(ada_id, 11);
  t.all.orphan(ada_id);
  REQUIRE(t.answer(1, trinary::ready, "yes"));
  CHECK(t.results.empty());
  const auto known = t.ask(ada_id, 11);
  REQUIRE(known);
  CHECK(known->value == "yes");
  CHECK(t.all.items("ada", true).size() == 1);
}

TEST_CASE("O6 what is asked again under its id before it is answered is the same item") {
  tested_inbox t;
  t.ask(ada_id, 11);
  t.all.orphan(ada_id);
  CHECK_FALSE(t.ask(ada_id, 11));
  REQUIRE(t.answer(1, trinary::ready, "yes"));
  CHECK(t.results[11].value == "yes");
}

TEST_CASE("Z1 items and answers outlive the process, and a planned gather finds them again") {
  lines disk;
  {
    tested_inbox before(&disk);
    before.ask(ada_id, 11, "plan-4");
    before.ask(bob_id, 11, "plan-4");
    before.ask(ada_id, 12);
    REQUIRE(before.answer(1, trinary::ready, "yes"));
  }
  tested_inbox after(&disk);
  CHECK(after.all.items("", false).size() == 2);
  const auto known = after.ask(ada_id, 21, "plan-4");
  REQUIRE(known);
  CHECK(known->value == "yes");
  CHECK_FALSE(after.ask(bob_id, 21, "plan-4"));
  CHECK(after.all.items("bob", false).size() == 1); // still the same one
  REQUIRE(after.answer(2, trinary::ready, "also"));
  CHECK(after.results[21].value == "also");
  CHECK_FALSE(after.ask(ada_id, 13));
  CHECK(after.all.items("ada", false).back().number == 4); // no number is used again
  CHECK(after.all.people()[0].answers == 1);               // what was learned is learned again
}

TEST_CASE("O5 what a planned gather took back and asks again is the same item, also after a "
          "restart") {
  lines disk;
  {
    tested_inbox t(&disk);
    t.ask(ada_id, 11, "plan-4");
    t.ask(ada_id, 12);
    t.all.withdraw(ada_id, {11});
    t.all.withdraw(ada_id, {12});
    CHECK(t.all.items("ada", false).empty());
    CHECK_FALSE(t.ask(ada_id, 21, "plan-4"));
    REQUIRE(t.all.items("ada", false).size() == 1);
    CHECK(t.all.items("ada", false)[0].number == 1);
  }
  tested_inbox after(&disk);
  CHECK(after.all.items("ada", false).size() == 1);
  CHECK_FALSE(after.ask(ada_id, 22, "plan-4"));
  REQUIRE(after.answer(1, trinary::ready, "yes"));
  CHECK(after.results[22].value == "yes");
}

TEST_CASE("K4 an answer that the disk refuses is not given, and can be given again") {
  lines disk;
  tested_inbox t(&disk);
  t.ask(ada_id, 11);
  disk.full = true;
  const auto refused = t.answer(1, trinary::ready, "yes");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == errc::io_error);
  CHECK(t.results.empty());
  disk.full = false;
  REQUIRE(t.answer(1, trinary::ready, "yes"));
  CHECK(t.results[11].value == "yes");
}

TEST_CASE("Z1 an item that the disk refused is there again once it is answered") {
  lines disk;
  {
    tested_inbox t(&disk);
    disk.full = true;
    t.ask(ada_id, 11, "plan-1");
    disk.full = false;
    REQUIRE(t.answer(1, trinary::ready, "yes"));
  }
  tested_inbox after(&disk);
  REQUIRE(after.ask(ada_id, 12, "plan-1"));
}

TEST_CASE("M3 after a restart an item that nobody asks for again expires at its time") {
  lines disk;
  {
    tested_inbox before(&disk);
    before.ask(ada_id, 11);
  }
  tested_inbox after(&disk);
  after.all.tick();
  CHECK(after.all.items("ada", false).size() == 1);
  after.now_ms += 3'600'000;
  after.all.tick();
  CHECK(after.all.items("ada", false).empty());
  after.now_ms += 4 * 86'400'000ULL;
  after.all.tick();
  CHECK(after.all.items("ada", true).empty()); // forgotten in time
}

TEST_CASE("a line of the inbox's file that is damaged is refused with its fault") {
  tested_inbox t;
  t.ask(ada_id, 11);
  const auto good = encode_inbox_record(t.all.items("ada", false)[0]);
  CHECK(decode_inbox_record(good).value() == t.all.items("ada", false)[0]);
  CHECK_FALSE(decode_inbox_record("{}"));
  CHECK_FALSE(decode_inbox_record("no json"));
  CHECK_FALSE(decode_inbox_record(R"({"item":0,"state":"open"})"));
  auto odd = nlohmann::json::parse(good);
  odd["state"] = "lost";
  CHECK_FALSE(decode_inbox_record(odd.dump()));
  tested_inbox twice;
  REQUIRE(twice.all.restore(good));
  CHECK_FALSE(twice.all.restore(good));
}

TEST_CASE("Z1 bytes that are no UTF-8 do not keep a message from being kept") {
  lines disk;
  tested_inbox t(&disk);
  job j;
  j.id = {11};
  j.payload = "\xff\xfe?";
  j.verb = "decide";
  j.time_left = 1h;
  CHECK_FALSE(t.all.start(ada_id, j, [] { return work_done([](const work_result&) {}); }));
  REQUIRE(disk.kept.size() == 1);
  CHECK(decode_inbox_record(disk.kept[0]));
}

TEST_CASE("S1 the lead time of a person depends on T, and others have none") {
  tested_inbox t;
  CHECK(t.all.lead_time_ms(ada_id, "console", time_point(10h)) == 60'000);
  CHECK_FALSE(t.all.lead_time_ms({1, 1, 1}, "console", time_point(10h)));
  t.ask(ada_id, 11, "plan-1");
  // Of the same plan, now: the item is there, or its answer.
  CHECK(t.all.lead_time_ms(ada_id, "plan-1", time_point(10h))
        == 36'000'000 - 1'000'000 - 1'000);
  CHECK(t.all.lead_time_ms(ada_id, "plan-2", time_point(10h)) == 60'000);
}
