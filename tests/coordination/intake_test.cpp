#include "actors/coordination/intake.hpp"

#include <memory>
#include <utility>
#include <vector>

#include "actors/work/random.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace std::chrono_literals;
using verdict = intake::verdict;

namespace {

const time_point taken_at{10s};

deliver message_of(std::uint64_t id, priority urgency = priority::normal,
                   time_point expire_at = taken_at + 1s) {
  message m;
  m.id = {id};
  m.urgency = urgency;
  deliver d;
  d.what = std::make_shared<const message>(std::move(m));
  d.expire_at = expire_at;
  return d;
}

verdict offer(intake& in, deliver d, time_point at = taken_at) {
  return in.offer(d, at);
}

std::uint64_t next_id(intake& in) {
  auto item = in.next();
  return item ? item->what.what->id.value : 0;
}

} // namespace

TEST_CASE("M4 priorities overtake, and equal ones keep their order", "[intake]") {
  intake in(64, 32);
  const std::vector<std::pair<std::uint64_t, priority>> offered{
      {1, priority::normal},     {2, priority::background}, {3, priority::critical},
      {4, priority::normal},     {5, priority::high},       {6, priority::critical},
      {7, priority::background}, {8, priority::high}};
  for (auto [id, urgency] : offered)
    CHECK(offer(in, message_of(id, urgency)) == verdict::accepted);
  for (std::uint64_t id : {3, 6, 5, 8, 1, 4, 2, 7})
    CHECK(next_id(in) == id);
  CHECK_FALSE(in.next());
}

TEST_CASE("M4 any order of arrival leaves by priority, then age", "[intake]") {
  random_source random(testing::first_seed());
  intake in(1'000, 32);
  for (std::uint64_t id = 1; id <= 1'000; ++id)
    REQUIRE(offer(in, message_of(id, static_cast<priority>(random.below(4))))
            == verdict::accepted);
  auto last = in.next();
  while (auto item = in.next()) {
    const auto& before = *last->what.what;
    const auto& after = *item->what.what;
    REQUIRE((before.urgency > after.urgency
             || (before.urgency == after.urgency && before.id < after.id)));
    last = std::move(item);
  }
}

TEST_CASE("M4 a queue has a bound, and what is over it stays with its sender", "[intake]") {
  auto bound = GENERATE(0, 1, 3);
  intake in(bound, 32);
  for (int i = 0; i < bound; ++i)
    CHECK(offer(in, message_of(static_cast<std::uint64_t>(i) + 1)) == verdict::accepted);
  auto urgent = message_of(99, priority::critical);
  CHECK(in.offer(urgent, taken_at) == verdict::full);
  CHECK(urgent.what != nullptr);
  CHECK(in.depth() == bound);
  if (bound > 0) {
    (void)in.next();
    CHECK(in.offer(urgent, taken_at) == verdict::accepted);
    CHECK(urgent.what == nullptr);
  }
}

TEST_CASE("M4 a second copy is known before, while and after the first is worked on",
          "[intake]") {
  intake in(64, 32);
  CHECK(offer(in, message_of(1)) == verdict::accepted);
  CHECK(offer(in, message_of(1)) == verdict::second_copy); // waits
  CHECK(next_id(in) == 1);
  CHECK(offer(in, message_of(1)) == verdict::second_copy); // is worked on
  in.ended({1}, trinary::conflict, errc::none);
  CHECK(offer(in, message_of(1)) == verdict::answered);
  REQUIRE(in.remembered({1}));
  CHECK(in.remembered({1})->state == trinary::conflict);
  CHECK(in.depth() == 0);
}

TEST_CASE("M4 a second copy is known when the queue is full, or it is too late", "[intake]") {
  intake in(1, 32);
  CHECK(offer(in, message_of(1)) == verdict::accepted);
  CHECK(offer(in, message_of(1)) == verdict::second_copy);
  (void)in.next();
  in.ended({1}, trinary::ready, errc::none);
  CHECK(offer(in, message_of(1), taken_at + 1h) == verdict::answered);
}

TEST_CASE("M4 an agent remembers the newest messages, and forgets the oldest first",
          "[intake]") {
  constexpr std::uint64_t remembered = 5;
  intake in(64, remembered);
  for (std::uint64_t id = 1; id <= 23; ++id) {
    CHECK(offer(in, message_of(id)) == verdict::accepted);
    (void)in.next();
    in.ended({id}, trinary::ready, errc::none);
    for (std::uint64_t old = 1; old <= id; ++old)
      CHECK(in.remembered({old}).has_value() == (old + remembered > id));
  }
}

TEST_CASE("M4 without memory a copy that comes later is worked on again", "[intake]") {
  intake in(64, 0);
  CHECK(offer(in, message_of(1)) == verdict::accepted);
  (void)in.next();
  CHECK(offer(in, message_of(1)) == verdict::second_copy);
  in.ended({1}, trinary::ready, errc::none);
  CHECK(offer(in, message_of(1)) == verdict::accepted);
}

TEST_CASE("M4 the number 0 is a message's like any other", "[intake]") {
  intake in(64, 32);
  CHECK(offer(in, message_of(0)) == verdict::accepted);
  CHECK(in.next());
  CHECK(offer(in, message_of(0)) == verdict::second_copy);
}

TEST_CASE("M3 a message is taken until the moment it expires", "[intake]") {
  intake in(64, 32);
  CHECK(offer(in, message_of(1, priority::normal, taken_at)) == verdict::accepted);
  auto late = message_of(2, priority::critical, taken_at - 1ns);
  CHECK(in.offer(late, taken_at) == verdict::expired);
  CHECK(late.what != nullptr);
  CHECK(in.depth() == 1);
}

TEST_CASE("M3 what expires while it waits is handed out, to be answered for", "[intake]") {
  intake in(64, 32);
  CHECK(offer(in, message_of(1, priority::normal, taken_at + 1ms)) == verdict::accepted);
  auto item = in.next();
  REQUIRE(item);
  CHECK(item->arrived == taken_at);
  CHECK(item->what.expire_at == taken_at + 1ms);
}

TEST_CASE("G2 a waiting message can be withdrawn, another cannot", "[intake]") {
  intake in(64, 32);
  for (std::uint64_t id : {1, 2, 3})
    CHECK(offer(in, message_of(id)) == verdict::accepted);
  CHECK(next_id(in) == 1);
  CHECK_FALSE(in.withdraw({1})); // is worked on
  CHECK(in.withdraw({2}));
  CHECK_FALSE(in.withdraw({2}));
  CHECK_FALSE(in.withdraw({77}));
  CHECK(in.depth() == 1);
  CHECK(next_id(in) == 3);
}

TEST_CASE("O6 all that waits is taken out in the order in which it would have been worked on") {
  intake in(8, 8);
  offer(in, message_of(1));
  offer(in, message_of(2, priority::critical));
  offer(in, message_of(3));
  std::vector<std::uint64_t> ids;
  for (const auto& w : in.take_all())
    ids.push_back(w.what.what->id.value);
  CHECK(ids == std::vector<std::uint64_t>{2, 1, 3});
  CHECK(in.depth() == 0);
}

TEST_CASE("O6 what is forgotten is worked on again, and the rest is remembered, oldest first") {
  intake in(8, 3);
  for (std::uint64_t id : {1, 2, 3, 4, 5}) // one round and a half of the memory
    in.ended({id}, trinary::ready, errc::none);
  in.forget({4});
  std::vector<std::uint64_t> ids;
  for (const auto& m : in.memories())
    ids.push_back(m.id.value);
  CHECK(ids == std::vector<std::uint64_t>{3, 5});
  CHECK(offer(in, message_of(4)) == verdict::accepted);
  CHECK(offer(in, message_of(5)) == verdict::answered);
  in.ended({6}, trinary::ready, errc::none); // there is room for it
  CHECK(offer(in, message_of(3)) == verdict::answered);
  in.ended({7}, trinary::ready, errc::none); // and taken_at for one less
  CHECK(offer(in, message_of(3)) == verdict::accepted);
}

TEST_CASE("O6 the message that is worked on can be forgotten, too") {
  intake in(8, 8);
  offer(in, message_of(1));
  CHECK(next_id(in) == 1);
  CHECK(offer(in, message_of(1)) == verdict::second_copy);
  in.forget({1});
  CHECK(offer(in, message_of(1)) == verdict::accepted);
}
