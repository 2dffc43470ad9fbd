#include "actors/parts/wake_times.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;

TEST_CASE("a timer is set for what comes first, and for each moment once") {
  wake_times timers;
  time_point zero{};
  CHECK(timers.must_set(zero + 300s));
  CHECK_FALSE(timers.must_set(zero + 300s));
  CHECK_FALSE(timers.must_set(zero + 400s)); // asked for again when the first one fires
  CHECK(timers.must_set(zero + 1s));

  timers.woken(zero + 1s);
  CHECK_FALSE(timers.must_set(zero + 300s)); // that timer is still set
  timers.woken(zero + 300s);
  CHECK(timers.must_set(zero + 400s));
}

TEST_CASE("short waits within a long one leave no timers behind") {
  wake_times timers;
  time_point zero{};
  auto set = timers.must_set(zero + 300s) ? 1 : 0;
  for (auto now = zero; now < zero + 100s; now += 1s) {
    set += timers.must_set(now + 500ms) ? 1 : 0;
    timers.woken(now + 500ms);
    set += timers.must_set(zero + 300s) ? 1 : 0;
  }
  CHECK(set == 101);
  CHECK(timers.pending() == 1);
}
