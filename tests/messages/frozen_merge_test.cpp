// O6: what is held of an agent, and what was preserved of it before.
#include "messages/frozen_state.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

frozen_delivery delivery(std::uint64_t id) {
  message m;
  m.id = {id};
  frozen_delivery d;
  d.what = std::make_shared<const message>(std::move(m));
  return d;
}

std::vector<std::uint64_t> waiting_ids(const frozen_agent& agent) {
  std::vector<std::uint64_t> ids;
  for (const auto& d : agent.waiting)
    ids.push_back(d.what->id.value);
  return ids;
}

} // namespace

TEST_CASE("O6 an agent that holds nothing takes over all that was preserved of it") {
  frozen_agent before;
  before.in_hand = delivery(1);
  before.waiting = {delivery(2), delivery(3)};
  before.remembered = {{{9}, trinary::conflict, errc::none}};
  frozen_agent now;
  add_missing(now, before);
  CHECK(now == before);
}

TEST_CASE("O6 what an agent still holds is taken over once only") {
  frozen_agent before;
  before.in_hand = delivery(1);
  before.waiting = {delivery(2), delivery(3)};
  auto now = before;
  add_missing(now, before);
  CHECK(now == before);
}

TEST_CASE("O6 what has ended since is not taken over") {
  frozen_agent before;
  before.in_hand = delivery(1);
  before.waiting = {delivery(2)};
  frozen_agent now;
  now.remembered = {{{1}, trinary::ready, errc::none},
                    {{2}, trinary::transit, errc::cancelled}};
  add_missing(now, before);
  CHECK_FALSE(now.in_hand);
  CHECK(now.waiting.empty());
}

TEST_CASE("O6 work that was in hand before waits first in line behind that of now") {
  frozen_agent before;
  before.in_hand = delivery(1);
  before.waiting = {delivery(2)};
  frozen_agent now;
  now.in_hand = delivery(5);
  now.waiting = {delivery(6)};
  add_missing(now, before);
  CHECK(now.in_hand->what->id.value == 5);
  CHECK(waiting_ids(now) == std::vector<std::uint64_t>{1, 6, 2});
}

TEST_CASE("O6 an agent's record is found by its id, and nobody else's is given for it") {
  frozen_state state;
  for (std::uint8_t slot : {1, 3})
    state.agents.push_back({{0, 2, slot}, slot, {}, {}, {}});
  REQUIRE(find_agent(state, {0, 2, 3}) != nullptr);
  CHECK(find_agent(state, {0, 2, 3})->context_hash == 3);
  CHECK(find_agent(state, {0, 2, 2}) == nullptr);
  CHECK(find_agent(state, {0, 2, 4}) == nullptr);
  CHECK(find_agent({}, {0, 2, 4}) == nullptr);
}
