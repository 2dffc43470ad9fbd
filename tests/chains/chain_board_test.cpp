#include "actors/chains/chain_board.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include "actors/chains/chain_book.hpp"
#include "tests/chains/chain_under_test.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

constexpr auto two_tasks =
    R"({"name": "a", "next": ["b"], "aspects": [{"name": "x", "min": 1, "max": 2},
        {"name": "y"}], "verify": [{"name": "v", "agents": 2, "sign_off": 2}]}, {"name": "b"})";

time_point at_second(int s) {
  return time_point(std::chrono::seconds(s));
}

} // namespace

TEST_CASE("V4 the board shows each task's phase, agents and since when", "[chains]") {
  chain_under_test t(plan_of(two_tasks));
  t.begin();
  auto first = view_of(t.run, at_second(1), nullptr);
  CHECK(first->version == 1);
  CHECK(first->tasks[0].phase == task_phase::running);
  CHECK(std::ranges::equal(first->tasks[0].agents, std::vector{2, 1}));
  CHECK(first->tasks[0].since == at_second(1));
  t.answer_all("a", "A");
  auto second = view_of(t.run, at_second(2), first.get());
  CHECK(second->version == 2);
  CHECK(second->tasks[0].phase == task_phase::assumed);
  CHECK(second->tasks[0].since == at_second(2));
  CHECK(second->tasks[0].checks == 6);
  CHECK(std::ranges::equal(second->tasks[0].agents, std::vector{0, 0}));
  CHECK(second->tasks[1].depth == 1);
  t.answer(t.open("a", 0)[0].job, "good");
  auto third = view_of(t.run, at_second(3), second.get());
  CHECK(third->tasks[0].since == at_second(2)); // the same phase
  CHECK(third->tasks[0].signed_off == 1);
}

TEST_CASE("V4 readers see whole snapshots that only move forward", "[chains]") {
  chain_board board;
  CHECK(board.read().find(7) == nullptr);
  CHECK(board.read().find(chain_board::most_chains) == nullptr);
  std::atomic<bool> stop{false};
  std::atomic<bool> torn{false};
  std::thread reader([&] {
    std::uint64_t newest = 0;
    while (!stop) {
      auto reading = board.read();
      const auto* view = reading.find(7);
      if (view == nullptr)
        continue;
      torn = torn || view->version < newest || view->tasks.size() != view->version % 5;
      newest = view->version;
    }
  });
  for (std::uint64_t version = 1; version <= 20'000; ++version) {
    auto view = std::make_unique<chain_view>();
    view->version = version;
    view->tasks.resize(version % 5);
    board.publish(7, std::move(view));
  }
  stop = true;
  reader.join();
  CHECK_FALSE(torn);
  CHECK(board.read().find(7)->version == 20'000);
}

TEST_CASE("V10 an agent's handle shows its own chain alone", "[chains]") {
  chain_board board;
  auto view = std::make_unique<chain_view>();
  view->version = 3;
  view->tasks.resize(1);
  view->tasks[0].phase = task_phase::verified;
  board.publish(1, std::move(view));
  const chain_board::handle mine(board, 1);
  CHECK(mine.look(0).phase == task_phase::verified);
  CHECK(mine.look(9).phase == task_phase::waiting);
  CHECK(mine.version() == 3);
  CHECK(chain_board::handle(board, 2).version() == 0);
}

TEST_CASE("V6 the book keeps chains for whoever schedules them", "[chains]") {
  chain_book book(3);
  auto plan = plan_of(two_tasks);
  for (int i = 0; i < 4; ++i)
    REQUIRE(book.add(plan, at_second(i)));
  CHECK(book.number_of("c-4") == 3U);
  CHECK(book.number_of("c-9").error().code == errc::unknown_target);
  CHECK(book.home_of(3) == sector_id{0});
  auto durable = false;
  book.verified(3, {0, "A", "A", {}, {}}, [&](const error&) { durable = true; });
  CHECK(durable); // at once: nothing is
  book.carried_out(3, {0, 0, {}}, {});
  book.paused(3, true);
  auto mine = book.of({0});
  REQUIRE(mine.size() == 2);
  CHECK(mine[1].id == "c-4");
  CHECK(mine[1].verified.at(0).output == "A");
  CHECK(mine[1].effects.size() == 1);
  CHECK(mine[1].paused);
  CHECK(book.of({1}).size() == 1);
}

TEST_CASE("V1 a chain that an operator has named begins once", "[chains]") {
  chain_book book(3);
  auto plan = plan_of(two_tasks);
  auto told = 0;
  auto note = [&](const error&) {
    ++told;
  };
  auto first = book.add(plan, {}, {"c-2", "aa"}, note);
  REQUIRE(first);
  CHECK(first->chain.id == "c-2");
  CHECK_FALSE(first->again);
  auto again = book.add(plan, {}, {"c-2", "aa"}, note);
  REQUIRE(again);
  CHECK(again->again);
  CHECK(again->chain.number == first->chain.number);
  CHECK(told == 1);
  auto other = book.add(plan, {}, {"c-2", "bb"}, note);
  REQUIRE_FALSE(other);
  CHECK(other.error().code == errc::already_exists);
  CHECK(other.error().detail.find("its digest is aa, that of this one is bb")
        != std::string::npos);
  CHECK(book.add(plan, {})->chain.id == "c-3"); // c-2 is taken
  auto unnamed = book.add(plan, {}, {"c-3", "aa"}, note);
  REQUIRE_FALSE(unnamed);
  CHECK(unnamed.error().detail.find("it has no digest") != std::string::npos);
}

TEST_CASE("V8 there are no more chains than the bound", "[chains]") {
  chain_book book(1, nullptr, 2);
  auto plan = plan_of(two_tasks);
  REQUIRE(book.add(plan, {}));
  REQUIRE(book.add(plan, {}));
  auto third = book.add(plan, {});
  REQUIRE_FALSE(third);
  CHECK(third.error().code == errc::too_many_in_flight);
  CHECK(third.error().remedy.find("chains.most") != std::string::npos);
  CHECK(book.board().read().find(2) == nullptr);
}
