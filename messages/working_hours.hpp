#pragma once
#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mesh {

/// The hours of the week in which somebody works, by a clock that is `offset_min` ahead of UTC.
/// A day's hours may end on the next day: 22:00 to 06:00 are those of a night shift.
struct working_hours {
  int from_min = 0;                   // since midnight
  int to_min = minutes_a_day;         // the same as from: all day
  std::bitset<7> days = {0b111'1111}; // Monday is bit 0
  int offset_min = 0;

  static constexpr int minutes_a_day = 24 * 60;

  /// True for a moment that is one of them; in ms since 1970.
  [[nodiscard]] bool contain(std::uint64_t wall_ms) const;
  bool operator==(const working_hours&) const = default;
};

/// `09:00-17:30`; none: it cannot be read. The days and the offset are as they are by default.
std::optional<working_hours> parse_hours(std::string_view text);
/// `mon-fri`, `mon,wed,sat-sun`.
std::optional<std::bitset<7>> parse_days(std::string_view text);
/// `+01:00`, `-05:30`, `Z`: minutes ahead of UTC, less than a day.
std::optional<int> parse_utc_offset(std::string_view text);

/// The minute of the week at that moment, by UTC; Monday 00:00 is 0.
int minute_of_week(std::uint64_t wall_ms, int offset_min = 0);

} // namespace mesh
