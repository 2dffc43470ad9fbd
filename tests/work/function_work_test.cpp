#include "actors/work/function_work.hpp"

#include <atomic>
#include <stdexcept>
#include <thread>
#include <utility>

#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

job acting_job(std::string_view payload = {}) {
  job what{.id = {7}, .agent = {1, 2, 3}, .verb = "act", .payload = payload};
  what.time_left = std::chrono::seconds{1};
  return what;
}

/// A completion that counts its calls and keeps what came.
struct completions {
  std::vector<work_result> results = {};
  std::function<work_done()> make = [this] {
    return [this](work_result result) {
      results.push_back(std::move(result));
    };
  };
};

} // namespace

TEST_CASE("a function's result is known at once and takes effect at once") {
  completions done;
  auto echo = make_function_work([](const job& what) {
    return work_result::ready(to_string(what.agent) + ' ' + std::string{what.payload});
  });
  auto result = echo->start(acting_job("hi"), done.make);
  REQUIRE(result);
  CHECK(result->takes == duration::zero());
  CHECK(result->result.state == trinary::ready);
  CHECK(result->result.value == "s01.c02.a03 hi");
  CHECK(done.results.empty());
}

TEST_CASE("a function may find a conflict") {
  completions done;
  auto work = make_function_work([](const job&) { return work_result::conflict("4", "5"); });
  auto result = work->start(acting_job(), done.make);
  REQUIRE(result);
  CHECK(result->result.state == trinary::conflict);
  CHECK(result->result.failure == errc::none);
}

TEST_CASE("what a function throws is a failure of its work, and the next job is tried") {
  completions done;
  bool broken = true;
  auto work = make_function_work([&](const job&) -> work_result {
    if (std::exchange(broken, false))
      throw std::runtime_error("no luck");
    return work_result::ready("fine");
  });
  auto first = work->start(acting_job(), done.make);
  REQUIRE(first);
  CHECK(first->result.failure == errc::work_failed);
  CHECK(first->result.detail == "no luck");
  CHECK(work->start(acting_job(), done.make)->result.value == "fine");
}

TEST_CASE("a function that throws something odd, or is none, fails its work") {
  completions done;
  auto odd = make_function_work([](const job&) -> work_result { throw 42; });
  auto none = make_function_work(nullptr);
  CHECK(odd->start(acting_job(), done.make)->result.failure == errc::work_failed);
  CHECK(none->start(acting_job(), done.make)->result.failure == errc::work_failed);
}

TEST_CASE("asynchronous work is done when its user says so, from any thread") {
  completions done;
  work_done answer;
  auto work = make_async_work([&](const job&, work_done given) { answer = std::move(given); });
  CHECK_FALSE(work->start(acting_job(), done.make));
  CHECK(done.results.empty());
  std::thread{[&] {
    answer(work_result::ready("later"));
  }}.join();
  REQUIRE(done.results.size() == 1);
  CHECK(done.results.front().value == "later");
}

TEST_CASE("of several answers to one job the first counts, from whatever threads") {
  std::atomic<int> calls = 0;
  work_done answer;
  auto work = make_async_work([&](const job&, work_done given) { answer = std::move(given); });
  CHECK_FALSE(work->start(acting_job(), [&] {
    return [&](work_result) {
      ++calls;
    };
  }));
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([copy = answer] { copy(work_result::ready("mine")); });
  for (auto& thread : threads)
    thread.join();
  CHECK(calls == 1);
}

TEST_CASE("asynchronous work that never answers leaves nothing behind") {
  completions done;
  auto payload = std::make_shared<std::string>("kept");
  std::weak_ptr<std::string> watched = payload;
  {
    auto work = make_async_work([](const job&, const work_done&) {});
    auto what = acting_job(*payload);
    what.owner = std::move(payload);
    CHECK_FALSE(work->start(what, done.make));
  }
  CHECK(done.results.empty());
  CHECK(watched.expired());
}

TEST_CASE("an answer that comes after the work object is gone still counts") {
  completions done;
  work_done answer;
  auto work = make_async_work([&](const job&, work_done given) { answer = std::move(given); });
  CHECK_FALSE(work->start(acting_job(), done.make));
  work.reset();
  answer(work_result::ready("late"));
  CHECK(done.results.size() == 1);
}

TEST_CASE("asynchronous work that throws fails, unless it had answered before") {
  completions done;
  auto throws = make_async_work([](const job&, const work_done&) { throw std::bad_alloc(); });
  CHECK_FALSE(throws->start(acting_job(), done.make));
  REQUIRE(done.results.size() == 1);
  CHECK(done.results.front().failure == errc::work_failed);
  auto answers = make_async_work([](const job&, const work_done& answer) {
    answer(work_result::ready("first"));
    throw std::bad_alloc();
  });
  CHECK_FALSE(answers->start(acting_job(), done.make));
  REQUIRE(done.results.size() == 2);
  CHECK(done.results.back().value == "first");
}

TEST_CASE("asynchronous work hears what was cancelled, if it cares") {
  completions done;
  message_id heard;
  auto cares =
      make_async_work([](const job&, const work_done&) {}, [&](message_id id) { heard = id; });
  cares->cancel({7});
  CHECK(heard == message_id{7});
  make_async_work([](const job&, const work_done&) {})->cancel({7});
}
