// Z5, S1: the way that the fleet's agents are behind is as slow as it says, and a stream.
#include "examples/fleet/delay_line.hpp"

#include <vector>

#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

constexpr std::uint64_t any_seed = 7;
constexpr std::size_t packet = 1'000;
const time_point start = time_point() + std::chrono::hours(1);

time_point at(double ms) {
  return start + from_ms(ms);
}
double ms_after_start(time_point t) {
  return to_ms(t - start);
}

} // namespace

TEST_CASE("Z5 a way without settings takes no time") {
  delay_line way(any_seed);
  CHECK(way.leaves_at(start, packet) == start);
}

TEST_CASE("Z5 each piece takes the delay, varied by the jitter and no more") {
  delay_line way(any_seed);
  way.set({.delay_ms = 100, .jitter = 0.1});
  double least = 1'000;
  double most = 0;
  constexpr int pieces = 1'000;
  constexpr double apart_ms = 50; // so that none waits for the one before
  for (int i = 0; i < pieces; ++i) {
    const auto took = ms_after_start(way.leaves_at(at(i * apart_ms), packet)) - i * apart_ms;
    least = std::min(least, took);
    most = std::max(most, took);
  }
  CHECK(least >= 89.99);
  CHECK(least < 91);
  CHECK(most <= 110.01);
  CHECK(most > 109);
}

TEST_CASE("Z5 a stream keeps its order, also when the way becomes faster") {
  delay_line way(any_seed);
  way.set({.delay_ms = 500});
  CHECK(way.leaves_at(start, packet) == at(500));
  way.set({.delay_ms = 5});
  CHECK(way.leaves_at(at(1), packet) == at(500)); // behind the one before
  CHECK(way.leaves_at(at(600), packet) == at(605));
}

TEST_CASE("Z5 a lost packet comes an RTO later, and holds back what follows") {
  delay_line way(any_seed);
  way.set({.delay_ms = 50, .loss = 1});
  CHECK(way.leaves_at(start, packet) == at(50 + 200 + 100));
  way.set({.delay_ms = 50});
  CHECK(way.leaves_at(at(10), packet) == at(350));
  CHECK(way.leaves_at(at(400), packet) == at(450));
}

TEST_CASE("Z5 the share of packets that are lost is the one that was set") {
  delay_line way(any_seed);
  way.set({.delay_ms = 1, .loss = 0.01});
  constexpr int pieces = 20'000;
  int late = 0;
  for (int i = 0; i < pieces; ++i) {
    const auto now = at(i * 1'000.0);
    late += way.leaves_at(now, packet) - now > from_ms(100) ? 1 : 0;
  }
  CHECK(late > 140);
  CHECK(late < 260);
  // A piece of many packets is as often late as one of them is lost.
  int many_late = 0;
  for (int i = 0; i < 1'000; ++i) {
    const auto now = at((pieces + i) * 1'000.0);
    many_late += way.leaves_at(now, 70 * packet) - now > from_ms(100) ? 1 : 0;
  }
  CHECK(many_late > 300);
  CHECK(many_late < 500);
}

TEST_CASE("Z5 a narrow way takes the time of all bytes that are ahead") {
  delay_line way(any_seed);
  way.set({.delay_ms = 10, .bytes_per_s = 100'000});
  CHECK(way.leaves_at(start, 1'000) == at(20));
  CHECK(way.leaves_at(start, 1'000) == at(30));
  CHECK(way.leaves_at(at(1'000), 1'000) == at(1'020));
}

TEST_CASE("Z5 nothing leaves a way that stands still, and it goes on then") {
  delay_line way(any_seed);
  way.set({.delay_ms = 10});
  way.stall(at(300));
  CHECK(way.leaves_at(start, packet) == at(300));
  CHECK(way.leaves_at(at(400), packet) == at(410));
}
