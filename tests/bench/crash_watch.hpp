#pragma once
#include <atomic>
#include <chrono>
#include <stdexcept>

#include "tests/bench/bench.hpp"
#include "tests/bench/measure.hpp"

namespace mesh::bench {

/// Times one crash at a time: whoever works first after `arm` throws, whoever
/// works next has taken its place. The messages between them order the accesses.
class crash_watch {
public:
  void arm() { armed_ = true; }
  void work() {
    auto moment = std::chrono::steady_clock::now();
    if (armed_.exchange(false)) {
      crashed_ = moment;
      throw std::runtime_error("crashed for a measurement");
    }
    worked_ = moment;
  }
  [[nodiscard]] double us() const {
    return std::chrono::duration<double, std::micro>(worked_ - crashed_).count();
  }

private:
  std::atomic<bool> armed_{false};
  std::chrono::steady_clock::time_point crashed_;
  std::chrono::steady_clock::time_point worked_;
};

/// Looks again after each pause; throws bench_failure when it takes too long.
template <class Condition, class Pause>
void wait_until(Condition condition, Pause pause) {
  constexpr double too_long_ms = 60'000;
  stopwatch watch;
  while (!condition()) {
    if (watch.ms() > too_long_ms)
      throw bench_failure("what was waited for did not come");
    pause();
  }
}

} // namespace mesh::bench
