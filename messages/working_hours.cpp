#include "messages/working_hours.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace mesh {

namespace {

constexpr int days_a_week = 7;
constexpr int minutes_an_hour = 60;
constexpr std::array<std::string_view, days_a_week> day_names{"mon", "tue", "wed", "thu",
                                                              "fri", "sat", "sun"};

std::optional<int> two_digits(std::string_view text, int most) {
  int value = 0;
  const auto* end = text.data() + text.size();
  if (text.size() != 2 || text.front() == '-')
    return std::nullopt;
  if (auto [last, bad] = std::from_chars(text.data(), end, value);
      bad != std::errc{} || last != end || value > most)
    return std::nullopt;
  return value;
}

/// `09:30` in minutes; up to 24:00.
std::optional<int> minutes_of(std::string_view text) {
  if (text.size() != 5 || text[2] != ':')
    return std::nullopt;
  const auto hours = two_digits(text.substr(0, 2), 24);
  const auto minutes = two_digits(text.substr(3), minutes_an_hour - 1);
  if (!hours || !minutes || (*hours == 24 && *minutes > 0))
    return std::nullopt;
  return *hours * minutes_an_hour + *minutes;
}

std::optional<std::size_t> day_of(std::string_view text) {
  const auto* found = std::ranges::find(day_names, text);
  if (found == day_names.end())
    return std::nullopt;
  return static_cast<std::size_t>(found - day_names.begin());
}

} // namespace

bool working_hours::contain(std::uint64_t wall_ms) const {
  const auto minute = minute_of_week(wall_ms, offset_min);
  const auto day = static_cast<std::size_t>(minute / minutes_a_day);
  const auto time = minute % minutes_a_day;
  const auto before = (day + days_a_week - 1) % days_a_week;
  if (from_min < to_min)
    return days.test(day) && time >= from_min && time < to_min;
  return (days.test(day) && time >= from_min) || (days.test(before) && time < to_min);
}

std::optional<working_hours> parse_hours(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos)
    return std::nullopt;
  const auto from = minutes_of(text.substr(0, dash));
  const auto to = minutes_of(text.substr(dash + 1));
  if (!from || !to || *from == working_hours::minutes_a_day)
    return std::nullopt;
  working_hours hours;
  hours.from_min = *from;
  hours.to_min = *to;
  return hours;
}

std::optional<std::bitset<7>> parse_days(std::string_view text) {
  std::bitset<7> days;
  while (true) {
    const auto comma = text.find(',');
    const auto part = text.substr(0, comma);
    const auto dash = part.find('-');
    const auto first = day_of(part.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : day_of(part.substr(dash + 1));
    if (!first || !last)
      return std::nullopt;
    for (auto day = *first;; day = (day + 1) % days_a_week) {
      days.set(day);
      if (day == *last)
        break;
    }
    if (comma == std::string_view::npos)
      return days;
    text.remove_prefix(comma + 1);
  }
}

std::optional<int> parse_utc_offset(std::string_view text) {
  if (text == "Z")
    return 0;
  if (text.empty() || (text.front() != '+' && text.front() != '-'))
    return std::nullopt;
  const auto minutes = minutes_of(text.substr(1));
  if (!minutes || *minutes == working_hours::minutes_a_day)
    return std::nullopt;
  return text.front() == '-' ? -*minutes : *minutes;
}

int minute_of_week(std::uint64_t wall_ms, int offset_min) {
  constexpr std::int64_t minutes_a_week =
      std::int64_t{days_a_week} * working_hours::minutes_a_day;
  constexpr std::int64_t thursday = 3; // 1970-01-01 was one
  constexpr std::uint64_t ms_a_minute = 60'000;
  const auto since = static_cast<std::int64_t>(wall_ms / ms_a_minute) + offset_min
                     + thursday * working_hours::minutes_a_day;
  return static_cast<int>((since % minutes_a_week + minutes_a_week) % minutes_a_week);
}

} // namespace mesh
