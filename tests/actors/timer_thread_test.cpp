// The timer service of a real mesh, in real time. What these tests wait for is
// messages, never the time itself.
#include "runtime/mesh/timer_thread.hpp"

#include <algorithm>
#include <random>

#include <caf/all.hpp>

#include "messages/type_ids.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;

namespace {

using std::chrono::steady_clock;

struct timed_numbers {
  std::vector<int> numbers;
  std::vector<time_point> at;
};

/// The next `count` numbers that `self` is sent, with the time.
timed_numbers receive(caf::scoped_actor& self, std::size_t count) {
  timed_numbers got;
  while (got.numbers.size() < count)
    self->receive(
        [&](int number) {
          got.numbers.push_back(number);
          got.at.push_back(steady_clock::now());
        },
        caf::after(30s) >> [] { throw std::runtime_error("nothing came for 30 s"); });
  return got;
}

struct real_system {
  caf::actor_system_config cfg;
  caf::actor_system system{cfg};
  caf::scoped_actor self{system};
  caf::actor handle = caf::actor_cast<caf::actor>(self.ptr());
};

} // namespace

TEST_CASE("the timer thread delivers in the order of due times, and nothing early") {
  real_system real;
  timer_thread timers;
  std::vector<int> ms(60);
  for (std::size_t i = 0; i < ms.size(); ++i)
    ms[i] = static_cast<int>(i);
  std::shuffle(ms.begin(), ms.end(), std::mt19937(7));
  auto began = steady_clock::now();
  for (auto due : ms)
    timers.at(began + milliseconds(due), real.handle, due);
  auto got = receive(real.self, ms.size());
  CHECK(std::is_sorted(got.numbers.begin(), got.numbers.end()));
  for (std::size_t i = 0; i < got.at.size(); ++i)
    CHECK(got.at[i] >= began + milliseconds(got.numbers[i]));
}

TEST_CASE("the timer thread keeps the order of what is due at the same moment") {
  real_system real;
  timer_thread timers;
  auto due = steady_clock::now() + 5ms;
  for (int i = 0; i < 1'000; ++i)
    timers.at(due, real.handle, i);
  auto got = receive(real.self, 1'000);
  CHECK(std::is_sorted(got.numbers.begin(), got.numbers.end()));
}

TEST_CASE("the timer thread is woken by what is due before all it waits for") {
  real_system real;
  timer_thread timers;
  auto now = steady_clock::now();
  timers.at(now + 1h, real.handle, 3);
  timers.at(now + 2ms, real.handle, 2);
  timers.at(now - 1h, real.handle, 1); // due already
  CHECK(receive(real.self, 2).numbers.back() == 2);
}

TEST_CASE("timers may be set from many threads, and by those that they wake") {
  real_system real;
  timer_thread timers;
  constexpr int per_thread = 500;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < per_thread; ++i)
        timers.at(steady_clock::now() + microseconds(i * 7 % 900), real.handle, i);
    });
  for (auto& t : threads)
    t.join();
  auto got = receive(real.self, 4 * per_thread);
  CHECK(std::count(got.numbers.begin(), got.numbers.end(), 0) == 4);
  for (int i = 0; i < 3; ++i) {
    timers.at(steady_clock::now(), real.handle, i);
    CHECK(receive(real.self, 1).numbers.front() == i);
  }
}

TEST_CASE("stopping the timer thread drops what is not due, and what it held") {
  real_system real;
  timer_thread timers;
  auto payload = std::make_shared<const message>();
  deliver d;
  d.what = payload;
  timers.at(steady_clock::now() + 1h, real.handle, d);
  d.what.reset();
  CHECK(payload.use_count() == 2);
  timers.stop();
  CHECK(payload.use_count() == 1);
  timers.at(steady_clock::now(), real.handle, 1); // is ignored
  timers.stop();                                  // once is enough, twice is fine
  CHECK_FALSE(real.self->has_next_message());
}
