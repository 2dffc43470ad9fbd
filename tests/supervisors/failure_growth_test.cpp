#include "supervisors/failure_growth.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

time_point in_period(std::size_t period, double ms = 0) {
  return time_point{} + from_ms(10'000.0 * static_cast<double>(100 + period) + ms);
}

/// So many failures in each period; the number of events.
int events(failure_growth& growth, const std::vector<int>& failures, std::size_t first = 0) {
  int told = 0;
  for (std::size_t period = 0; period < failures.size(); ++period)
    for (int i = 0; i < failures[period]; ++i)
      told += growth.failure(in_period(first + period, i)) ? 1 : 0;
  return told;
}

} // namespace

TEST_CASE("F6: failures that grow exponentially up to a number that matters", "[failures]") {
  struct row {
    std::vector<int> failures;
    int expected;
  };
  auto r = GENERATE(values<row>({
      {{1, 2, 4, 8}, 1},
      {{1, 2, 4, 7}, 0}, // below the floor
      {{1, 2, 4, 100}, 1},
      {{10, 18, 33, 60}, 1},       // by 1.8 each time
      {{10, 17, 33, 60}, 0},       // once by less
      {{2, 4, 8}, 0},              // not long enough
      {{0, 8, 16, 32}, 0},         // from nothing is a start
      {{50, 50, 50, 50}, 0},       // many, and no growth
      {{10, 20, 30, 40, 50}, 0},   // linear growth
      {{1, 3, 9, 27, 81, 243}, 1}, // one cascade is told once
  }));
  CAPTURE(r.failures);
  failure_growth growth({7}, {});
  CHECK(events(growth, r.failures) == r.expected);
}

TEST_CASE("F6: a cascade is seen while its period is still under way", "[failures]") {
  failure_growth growth({7}, {});
  REQUIRE(events(growth, {5, 10, 20}) == 0);
  for (int i = 0; i < 35; ++i)
    REQUIRE_FALSE(growth.failure(in_period(3, i)));
  auto event = growth.failure(in_period(3, 35));
  REQUIRE(event);
  CHECK(to_string(*event, in_period(3))
        == "+0.035 s CASCADE_FAILURE s07: failures a period: 5, 10, 20, 36; breaker opened, "
           "sector isolated, escalated to orchestrator");
  CHECK(growth.growing(in_period(3, 36)));
  CHECK_FALSE(growth.growing(in_period(4)));
}

TEST_CASE("F6: another cascade after a pause is told again", "[failures]") {
  failure_growth growth({7}, {});
  CHECK(events(growth, {1, 2, 4, 8, 3}) == 1);
  CHECK(events(growth, {1, 2, 4, 8}, 5) == 1);
  CHECK(events(growth, {1, 2, 4, 8}, 1'000'000) == 1);
}

TEST_CASE("F6: a pause breaks the growth", "[failures]") {
  failure_growth growth({7}, {});
  CHECK(events(growth, {2, 4, 8, 0, 16}) == 0);
}

TEST_CASE("F6: time that stands still or runs backwards does no harm", "[failures]") {
  failure_growth growth({7}, {});
  growth.failure(in_period(9));
  for (int i = 0; i < 100; ++i)
    CHECK_FALSE(growth.failure(in_period(3)));
}
