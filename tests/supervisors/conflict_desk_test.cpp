#include "supervisors/conflict_desk.hpp"

#include <random>

#include "tests/supervisors/shorthand.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::testing;

namespace {

constexpr auto capability = conflict_type::capability_mismatch; // priority 1
constexpr auto other = conflict_type::other;                    // 2
constexpr auto paradox = conflict_type::temporal_paradox;       // 4

conflict_record record(std::uint64_t id, conflict_type type) {
  conflict_record r;
  r.id = {id};
  r.agent = {7, 4, 12};
  r.what.type = type;
  return r;
}

std::string ids(const std::vector<resolution_task>& tasks) {
  std::string text;
  for (const auto& t : tasks)
    text += std::to_string(t.record.id.value) + " ";
  return text;
}

conflict_desk desk_of(int room) {
  conflicts_config cfg;
  cfg.queue = room;
  return conflict_desk(cfg);
}

} // namespace

TEST_CASE("K2: a conflict gets its priority, level and deadline", "[conflicts]") {
  auto desk = desk_of(10);
  auto got = desk.offer(record(1, other), at_s(5));
  REQUIRE(got);
  CHECK(got->task
        == resolution_task{record(1, other), 2, conflict_level::lead, at_s(5), at_s(605)});
  CHECK_FALSE(got->displaced);
  CHECK(desk.offer(record(2, paradox), at_s(5))->task.level == conflict_level::orchestrator);
}

TEST_CASE("K2: the most urgent conflict is resolved first", "[conflicts]") {
  auto desk = desk_of(10);
  desk.offer(record(5, capability), at_s(1));
  desk.offer(record(4, other), at_s(2));
  desk.offer(record(3, paradox), at_s(3));
  desk.offer(record(2, other), at_s(1));
  desk.offer(record(9, other), at_s(2)); // as 4, with a later id
  desk.offer(record(1, paradox), at_s(4));
  CHECK(ids(desk.waiting()) == "3 1 2 4 9 5 ");
  std::string taken;
  while (auto task = desk.take())
    taken += std::to_string(task->record.id.value) + " ";
  CHECK(taken == "3 1 2 4 9 5 ");
  CHECK(desk.size() == 0);
}

TEST_CASE("K2: whatever comes in any order leaves by priority and then age", "[conflicts]") {
  std::mt19937_64 random(mesh::testing::first_seed());
  auto desk = desk_of(1'000);
  for (std::uint64_t i = 0; i < 1'000; ++i)
    REQUIRE(desk.offer(record(i, static_cast<conflict_type>(random() % 6)),
                       at_s(static_cast<double>(random() % 100))));
  auto previous = desk.take();
  while (auto next = desk.take()) {
    REQUIRE(previous->priority >= next->priority);
    if (previous->priority == next->priority)
      REQUIRE(previous->arrived <= next->arrived);
    previous = next;
  }
}

TEST_CASE("K2: overdue conflicts are named, from the moment after their deadline",
          "[conflicts]") {
  auto desk = desk_of(10);
  desk.offer(record(1, other), at_s(0));
  desk.offer(record(2, capability), at_s(0));
  desk.offer(record(3, paradox), at_s(100));
  CHECK(ids(desk.overdue(at_s(100))).empty());
  CHECK(ids(desk.overdue(at_s(100.001))) == "3 ");
  CHECK(ids(desk.overdue(at_s(600))) == "3 ");
  CHECK(ids(desk.overdue(at_s(600.001))) == "3 1 ");
  CHECK(ids(desk.overdue(at_s(3'600.001))) == "3 1 2 ");
}

TEST_CASE("K2: a full desk refuses by name what is no more urgent", "[conflicts]") {
  auto desk = desk_of(2);
  desk.offer(record(1, other), at_s(0));
  desk.offer(record(2, other), at_s(0));
  auto refused = desk.offer(record(3, other), at_s(1));
  REQUIRE_FALSE(refused);
  CHECK(to_string(refused.error())
        == "queue_full: conflict 0000000000000003 of s07.c04.a12 is not queued: 2 of at least "
           "its priority 2 wait (resolve some, or raise conflicts.queue)");
  CHECK(desk.refused() == 1);
  CHECK(ids(desk.waiting()) == "1 2 ");
}

TEST_CASE("K2: an urgent conflict displaces the least urgent, which is handed back",
          "[conflicts]") {
  auto desk = desk_of(2);
  desk.offer(record(1, other), at_s(0));
  desk.offer(record(2, capability), at_s(0));
  auto got = desk.offer(record(3, paradox), at_s(1));
  REQUIRE(got);
  REQUIRE(got->displaced);
  CHECK(got->displaced->record.id == message_id{2});
  CHECK(desk.displaced() == 1);
  CHECK(ids(desk.waiting()) == "3 1 ");
  CHECK(desk.offer(record(2, paradox), at_s(2))); // it may come again
}

TEST_CASE("K2: a conflict that waits is not queued twice", "[conflicts]") {
  auto desk = desk_of(2);
  desk.offer(record(1, other), at_s(0));
  auto again = desk.offer(record(1, paradox), at_s(1));
  REQUIRE_FALSE(again);
  CHECK(again.error().code == errc::invalid_argument);
  CHECK(desk.size() == 1);
  desk.take();
  CHECK(desk.offer(record(1, other), at_s(2)));
}

TEST_CASE("K2: a conflict that somebody has resolved leaves the desk", "[conflicts]") {
  auto desk = desk_of(3);
  desk.offer(record(1, other), at_s(0));
  desk.offer(record(2, paradox), at_s(0));
  CHECK_FALSE(desk.remove({3}));
  CHECK(desk.count_overdue(at_s(1)) == 1); // a paradox is due at once
  CHECK(desk.remove({2}));
  CHECK_FALSE(desk.remove({2}));
  CHECK(ids(desk.waiting()) == "1 ");
  CHECK(desk.count_overdue(at_s(1)) == 0);
  CHECK(desk.offer(record(2, paradox), at_s(2)));
}
