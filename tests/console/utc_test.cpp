// Times of the calendar, as operators write them.
#include "runtime/base/utc.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;

TEST_CASE("O7 a time is read as UTC, or by its offset") {
  constexpr std::uint64_t noon = 1'796'126'400'000; // 2026-12-01 12:00 UTC
  CHECK(parse_time("2026-12-01 12:00") == noon);
  CHECK(parse_time("2026-12-01T12:00:00Z") == noon);
  CHECK(parse_time("2026-12-01 13:00+01:00") == noon);
  CHECK(parse_time("2026-12-01 06:30-05:30") == noon);
  CHECK(parse_time("2026-12-01 12:00:59") == noon + 59'000);
  CHECK(utc(*parse_time("2024-02-29 23:59:59")) == "2024-02-29T23:59:59.000Z");
}

TEST_CASE("O7 what is no time is refused") {
  for (const auto* wrong :
       {"", "tomorrow", "2026-12-01", "2026-12-01 12", "2026-12-01 12:", "2026-12-01 24:00",
        "2026-12-01 12:60", "2026-12-01 12:00:60", "2026-13-01 12:00", "2026-02-30 12:00",
        "2026-12-01 12:00 ", "2026-12-01 12:00+1", "2026-12-01 -1:00", "2026-12-01 +1:00",
        "26-12-01 12:00", "2026/12/01 12:00", "1969-12-31 23:59", "1970-01-01 00:30+01:00"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_time(wrong));
  }
}
