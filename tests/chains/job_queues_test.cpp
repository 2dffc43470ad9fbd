#include "actors/chains/job_queues.hpp"

#include <random>
#include <set>

#include "actors/chains/job_market.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;

namespace {

waiting_job waiting(std::uint32_t chain, int urgency = 1) {
  return {{chain, {}}, urgency, "", {}};
}
bool anything(const waiting_job&) {
  return true;
}
constexpr agent_id thief{1, 2, 9};

} // namespace

TEST_CASE("V7 an agent takes its most urgent job, the oldest first", "[chains]") {
  job_queues queues;
  queues.put({0, 0, 1}, waiting(1, 1));
  queues.put({0, 0, 1}, waiting(2, 3));
  queues.put({0, 0, 1}, waiting(3, 3));
  queues.put({0, 0, 1}, waiting(3, 3)); // the same once more
  CHECK(queues.size() == 3);
  CHECK(queues.next({0, 0, 1})->key.chain == 2);
  CHECK(queues.next({0, 0, 1})->key.chain == 3);
  CHECK(queues.next({0, 0, 1})->key.chain == 1);
  CHECK_FALSE(queues.next({0, 0, 1}));
  CHECK(queues.empty());
}

TEST_CASE("V7 a thief looks in its cluster, then its sector, then where most waits",
          "[chains]") {
  job_queues queues;
  queues.put({5, 0, 1}, waiting(50));
  queues.put({6, 0, 1}, waiting(60));
  queues.put({6, 0, 1}, waiting(61));
  queues.put({1, 7, 1}, waiting(17));
  queues.put({1, 2, 1}, waiting(12));
  std::vector<std::uint32_t> stolen;
  while (auto one = queues.steal(thief, anything, 10, 3))
    stolen.push_back(one->key.chain);
  CHECK(stolen == std::vector<std::uint32_t>{12, 17, 60, 50, 61});
}

TEST_CASE("V7 a thief takes only what it may, and tries only so many", "[chains]") {
  job_queues queues;
  for (std::uint8_t i = 0; i < 8; ++i)
    queues.put({1, 2, i}, waiting(i));
  auto only_five = [](const waiting_job& one) {
    return one.key.chain == 5;
  };
  CHECK_FALSE(queues.steal(thief, only_five, 0, 0));
  CHECK_FALSE(queues.steal(thief, only_five, 5, 0)); // victims 0 to 4
  CHECK(queues.steal(thief, only_five, 6, 0)->key.chain == 5);
  CHECK_FALSE(queues.steal(thief, only_five, 100, 0));
  CHECK(queues.size() == 7);
}

TEST_CASE("V7 victims are chosen at random", "[chains]") {
  std::set<std::uint32_t> first;
  for (std::uint64_t random = 0; random < 8; ++random) {
    job_queues queues;
    for (std::uint8_t i = 0; i < 8; ++i)
      queues.put({1, 2, i}, waiting(i));
    first.insert(queues.steal(thief, anything, 1, random)->key.chain);
  }
  CHECK(first.size() == 8);
}

TEST_CASE("V7 each job is taken once, whoever takes, steals and withdraws", "[chains]") {
  for (auto seed : testing::seeds_to_run(20)) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    auto somebody = [&] {
      return agent_id{static_cast<std::uint8_t>(random() % 3),
                      static_cast<std::uint8_t>(random() % 3),
                      static_cast<std::uint8_t>(random() % 3)};
    };
    job_queues queues;
    std::set<std::uint32_t> in;
    std::uint32_t last = 0;
    auto out = [&](const std::optional<waiting_job>& one) {
      if (one)
        REQUIRE(in.erase(one->key.chain) == 1);
    };
    for (int i = 0; i < 500; ++i) {
      switch (random() % 5) {
      case 0:
      case 1:
        queues.put(somebody(), waiting(++last, static_cast<int>(random() % 4)));
        in.insert(last);
        break;
      case 2:
        out(queues.next(somebody()));
        break;
      case 3:
        out(queues.steal(somebody(), anything, 4, random()));
        break;
      default:
        out(queues.remove({static_cast<std::uint32_t>(random() % (last + 1)), {}}));
      }
      REQUIRE(queues.size() == in.size());
    }
    for (auto owner : queues.owners())
      for (const auto& one : queues.take_all(owner))
        REQUIRE(in.erase(one.key.chain) == 1);
    CHECK(in.empty());
    CHECK(queues.empty());
  }
}

TEST_CASE("V7 an idle agent is offered where most jobs wait, but at home", "[chains]") {
  job_market market(3);
  std::vector<int> offered(3);
  for (std::uint8_t i = 0; i < 3; ++i)
    market.open({i}, [&offered, i](agent_id) { ++offered[i]; });
  market.offer(thief, {1}); // nothing waits anywhere
  market.waiting({1}, 9);
  market.offer(thief, {1}); // only here
  CHECK(offered == std::vector<int>{0, 0, 0});
  market.waiting({0}, 2);
  market.waiting({2}, 3);
  market.offer(thief, {1});
  CHECK(offered == std::vector<int>{0, 0, 1});
  market.open({2}, {}); // its scheduler is new: nothing waits there yet
  market.offer(thief, {1});
  CHECK(offered == std::vector<int>{1, 0, 1});
}
