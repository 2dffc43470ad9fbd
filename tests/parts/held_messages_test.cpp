#include "actors/parts/held_messages.hpp"

#include "tests/parts/deliveries.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

const time_point frozen_at{50s};

/// Frozen with 1 in hand and 2 and 3 waiting.
held_messages three_held(bool goes_on = false) {
  held_messages held;
  held.freeze({0, 0, 1}, 99, frozen_at);
  auto in_hand = delivery_of(1);
  in_hand.goes_on = goes_on;
  held.put_in_hand(in_hand, in_hand.expire_at + 10s);
  held.put_waiting(delivery_of(2));
  auto posted = delivery_of(3);
  posted.gather = 0;
  held.put_waiting(posted);
  return held;
}

} // namespace

TEST_CASE("O6 nothing is held before a freeze and after a thaw") {
  held_messages held;
  CHECK_FALSE(held.frozen());
  CHECK(held.empty());
  CHECK_FALSE(held.has({1}));
  CHECK_FALSE(held.drop({1}));
  intake memory(8, 8);
  held = three_held();
  CHECK(held.frozen());
  CHECK(held.waiting() == 2);
  CHECK(held.has({1}));
  CHECK(held.has({3}));
  CHECK_FALSE(held.empty());
  held.thaw(memory, nullptr, frozen_at);
  CHECK_FALSE(held.frozen());
  CHECK(held.empty());
  CHECK(held.waiting() == 0);
}

TEST_CASE("O6 the time left stands still, but for what a caller waits for") {
  intake memory(8, 8);
  auto held = three_held();
  auto all = held.thaw(memory, nullptr, frozen_at + 20s);
  REQUIRE(all.in_hand);
  CHECK(all.id == agent_id{0, 0, 1});
  CHECK(all.context_hash == 99);
  CHECK(all.in_hand->attempt == 1); // it is begun once more
  CHECK(all.in_hand->expire_left == 40s);
  CHECK(all.waiting.at(0).expire_left == 30s);
  CHECK(all.waiting.at(0).attempt == 0);
  CHECK(all.waiting.at(1).expire_left == 50s); // of an agent, which waits for nothing
  auto asked_to_go_on = three_held(true).thaw(memory, nullptr, frozen_at + 20s);
  CHECK(asked_to_go_on.in_hand->expire_left == 60s);
}

TEST_CASE("O6 what was preserved and is not known any more is given back as it is") {
  intake memory(8, 8);
  auto held = three_held();
  frozen_agent preserved;
  preserved.id = {0, 0, 1};
  for (std::uint64_t id : {2, 4})
    preserved.waiting.push_back({delivery_of(id).what, 7, 5s});
  auto all = held.thaw(memory, &preserved, frozen_at + 20s);
  std::vector<std::uint64_t> ids;
  for (const auto& d : all.waiting)
    ids.push_back(d.what->id.value);
  CHECK(ids == std::vector<std::uint64_t>{2, 3, 4});
  CHECK(all.waiting.back().expire_left == 5s);
}

TEST_CASE("M3 O6 what is dropped is not given back, and work that goes on is kept") {
  auto held = three_held();
  auto waited = held.drop({2});
  REQUIRE(waited);
  CHECK_FALSE(waited->in_hand);
  CHECK(waited->attempt == 0);
  CHECK_FALSE(held.has({2}));
  auto worked = held.drop({1});
  REQUIRE(worked);
  CHECK(worked->in_hand);
  CHECK_FALSE(worked->kept);
  CHECK(worked->attempt == 1);
  CHECK_FALSE(held.has({1}));
  CHECK_FALSE(held.drop({1}));
  auto on = three_held(true);
  CHECK(on.drop({1})->kept);
  CHECK(on.has({1}));
}

TEST_CASE("O6 a message that is given back has the time that was left of it") {
  auto d = resumed({delivery_of(1).what, 7, 5s, 2, 1, true}, frozen_at);
  CHECK(d.expire_at == frozen_at + 5s);
  CHECK(d.sent_at == frozen_at);
  CHECK(d.gather == 7);
  CHECK(d.part == 2);
  CHECK(d.attempt == 1);
  CHECK(d.goes_on);
  CHECK(d.thawed);
}
