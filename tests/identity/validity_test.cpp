// X2: the warning before a certificate ends, with the time passed in.
#include "runtime/identity/validity.hpp"

#include "tests/support/catch.hpp"

using namespace mesh::identity;

TEST_CASE("X2 a certificate is warned of 10 days before its end", "[identity]") {
  constexpr std::int64_t day = seconds_a_day;
  const validity v{1'000 * day, 1'030 * day};
  auto [now, expected] = GENERATE_COPY(table<std::int64_t, validity_state>({
      {1'000 * day - 1, validity_state::not_yet},
      {1'000 * day, validity_state::good},
      {1'020 * day - 1, validity_state::good},
      {1'020 * day, validity_state::ends_soon},
      {1'030 * day, validity_state::ends_soon},
      {1'030 * day + 1, validity_state::ended},
  }));
  CAPTURE(now);
  CHECK(to_string(state_of(v, now, 10)) == to_string(expected));
}

TEST_CASE("X2 the days that are left become negative", "[identity]") {
  const validity v{0, 10 * seconds_a_day};
  CHECK(days_left(v, 0) == 10);
  CHECK(days_left(v, 9 * seconds_a_day + seconds_a_day / 2) == 0.5);
  CHECK(days_left(v, 11 * seconds_a_day) == -1);
}
