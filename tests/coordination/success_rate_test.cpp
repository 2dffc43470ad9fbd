#include "actors/coordination/success_rate.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;

namespace {

const time_point first_seen{1'000h};

} // namespace

TEST_CASE("Z2 nothing in the last hour counts as reliable", "[success_rate]") {
  success_rate r;
  CHECK(r.rate(time_point{}) == 1);
  CHECK(r.rate(first_seen) == 1);
  r.add(false, first_seen);
  CHECK(r.rate(first_seen) == 0);
  CHECK(r.rate(first_seen + 2h) == 1);
}

TEST_CASE("Z2 reliability is the share of successes", "[success_rate]") {
  success_rate r;
  for (int i = 0; i < 100; ++i)
    r.add(i % 4 != 0, first_seen + i * 20s); // over half an hour
  CHECK(r.rate(first_seen + 34min) == 0.75);
}

TEST_CASE("Z2 what is older than the hour is forgotten, ten minutes at a time",
          "[success_rate]") {
  success_rate r;
  for (int slice = 0; slice < 6; ++slice)
    r.add(slice == 0, first_seen + slice * 10min); // one success, then five failures
  CHECK(r.rate(first_seen + 59min) == Approx(1.0 / 6));
  CHECK(r.rate(first_seen + 60min) == 0);
  r.add(true, first_seen + 60min); // takes the place of the oldest
  CHECK(r.rate(first_seen + 60min) == Approx(1.0 / 6));
  CHECK(r.rate(first_seen + 109min) == Approx(1.0 / 2));
  CHECK(r.rate(first_seen + 119min) == 1);
  CHECK(r.rate(first_seen + 120min) == 1);
}

TEST_CASE("Z2 a busy agent's share is kept when the counts are full", "[success_rate]") {
  success_rate r;
  for (int i = 0; i < 1'000'000; ++i)
    r.add(i % 10 != 0, first_seen);
  CHECK(r.rate(first_seen) == Approx(0.9).epsilon(0.001));
}

TEST_CASE("Z2 a mesh just started, its clock near zero, counts the same", "[success_rate]") {
  success_rate r;
  r.add(false, time_point{1s});
  r.add(true, time_point{2s});
  CHECK(r.rate(time_point{3s}) == 0.5);
  CHECK(r.rate(time_point{61min}) == 1);
}
