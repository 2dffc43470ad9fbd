// Z1: the hours in which a person works, by the clock that they go by.
#include "messages/working_hours.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

constexpr std::uint64_t minute = 60'000;
constexpr std::uint64_t hour = 60 * minute;
constexpr std::uint64_t day = 24 * hour;
// 2026-11-30 is a Monday.
constexpr std::uint64_t monday = 20'787 * day;

working_hours hours_of(const char* text, const char* days = "mon-sun",
                       const char* offset = "Z") {
  auto hours = parse_hours(text).value();
  hours.days = parse_days(days).value();
  hours.offset_min = parse_utc_offset(offset).value();
  return hours;
}

} // namespace

TEST_CASE("Z1 working hours hold from their first minute to the one before their last") {
  const auto hours = hours_of("09:00-17:30", "mon-fri");
  CHECK_FALSE(hours.contain(monday + 9 * hour - 1));
  CHECK(hours.contain(monday + 9 * hour));
  CHECK(hours.contain(monday + 17 * hour + 30 * minute - 1));
  CHECK_FALSE(hours.contain(monday + 17 * hour + 30 * minute));
  CHECK(hours.contain(monday + 4 * day + 12 * hour));       // Friday
  CHECK_FALSE(hours.contain(monday + 5 * day + 12 * hour)); // Saturday
  CHECK_FALSE(hours.contain(monday - 12 * hour));           // Sunday
}

TEST_CASE("Z1 a night shift belongs to the day on which it begins") {
  const auto hours = hours_of("22:00-06:00", "fri");
  const auto friday = monday + 4 * day;
  CHECK(hours.contain(friday + 23 * hour));
  CHECK(hours.contain(friday + day + 5 * hour));
  CHECK_FALSE(hours.contain(friday + 5 * hour));
  CHECK_FALSE(hours.contain(friday + day + 23 * hour));
}

TEST_CASE("Z1 working hours go by their own clock") {
  const auto west = hours_of("09:00-17:00", "mon", "-05:30");
  CHECK_FALSE(west.contain(monday + 9 * hour));
  CHECK(west.contain(monday + 14 * hour + 30 * minute));
  const auto east = hours_of("00:00-01:00", "mon", "+02:00");
  CHECK(east.contain(monday - 2 * hour)); // Sunday by UTC
  CHECK_FALSE(east.contain(monday));
}

TEST_CASE("Z1 days are names, ranges over the week's end too, and lists of both") {
  CHECK(parse_days("mon-fri")->to_string() == "0011111");
  CHECK(parse_days("sat-mon")->to_string() == "1100001");
  CHECK(parse_days("tue,thu-fri")->to_string() == "0011010");
  for (const auto* wrong : {"", "mon-", "-fri", "monday", "mon,,fri", "mon-fri,", "MON"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_days(wrong));
  }
}

TEST_CASE("Z1 hours and offsets that are none are refused") {
  for (const auto* wrong : {"", "9-17", "09:00", "09:00-", "09:00-25:00", "09:60-17:00",
                            "24:00-06:00", "-1:00-02:00", "09:00-17:00 "}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_hours(wrong));
  }
  CHECK(parse_hours("00:00-24:00"));
  for (const auto* wrong : {"", "01:00", "+1:00", "+24:00", "+01:60", "z", "UTC"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_utc_offset(wrong));
  }
  CHECK(parse_utc_offset("-00:30") == -30);
}
