#include "runtime/console/language/values.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <utility>

#include "config/nearest.hpp"
#include "runtime/base/text.hpp"

namespace mesh::console {

namespace {

constexpr double largest_change = 1'000;  // `simulate latency=x1000`
constexpr double longest_ms = 86'400'000; // a day
constexpr std::size_t longest_name = 64;  // of a capability or a metric

constexpr std::array units{
    std::pair{std::string_view("h"), 3'600'000.0}, std::pair{std::string_view("m"), 60'000.0},
    std::pair{std::string_view("s"), 1'000.0}, std::pair{std::string_view("ms"), 1.0}};

double ms_per(std::string_view unit) {
  for (auto [name, ms] : units)
    if (name == unit)
      return ms;
  return 0;
}

std::string plain(double number) {
  std::array<char, 32> text{};
  auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  return {text.data(), end};
}

auto not_a(std::string_view text, std::string_view what, std::string expected,
           std::string suggestion = {}) {
  auto message = text.empty() ? std::string(what) + " is missing"
                              : in_quotes(text) + " is not a " + std::string(what);
  return unreadable_value(std::move(message), std::move(expected), std::move(suggestion));
}

bool is_name(std::string_view text, bool (*allowed)(char)) {
  return !text.empty() && text.size() <= longest_name
         && std::all_of(text.begin(), text.end(), allowed);
}

} // namespace

std::string format_duration(double ms) {
  for (auto [name, size] : units)
    if (ms >= size)
      return plain(ms / size) + std::string(name);
  return plain(ms) + "ms";
}

read_result<quantity> read_quantity(std::string_view text) {
  quantity result;
  auto digits = text;
  if (digits.starts_with('+'))
    digits.remove_prefix(1);
  bool starts_well = digits.find_first_of("0123456789.") <= (digits.starts_with('-') ? 1u : 0u);
  auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(),
                                       result.number, std::chars_format::fixed);
  if (!starts_well || failed != std::errc{} || !std::isfinite(result.number))
    return not_a(text, "number", "a number");
  result.unit = digits.substr(static_cast<std::size_t>(end - digits.data()));
  return result;
}

read_result<double> read_duration(std::string_view text, double min_ms, double max_ms) {
  auto expected = "a duration of " + format_duration(min_ms) + " to " + format_duration(max_ms)
                  + ", written with its unit: 500ms, 1.5s, 3m, 1h";
  auto read = read_quantity(text);
  if (!read)
    return not_a(text, "duration", expected);
  if (read->unit.empty())
    return unreadable_value("the duration " + in_quotes(text) + " has no unit; add one",
                            expected, std::string(text) + "ms");
  auto factor = ms_per(read->unit);
  if (factor == 0)
    return unreadable_value(in_quotes(read->unit) + " is not a unit of time", expected);
  auto ms = read->number * factor;
  if (ms < min_ms || ms > max_ms)
    return unreadable_value(std::string(text) + " is out of range", expected);
  return ms;
}

read_result<double> read_ratio(std::string_view text) {
  constexpr auto expected = "0% to 100%, or 0 to 1";
  auto read = read_quantity(text);
  if (!read || (!read->unit.empty() && read->unit != "%"))
    return not_a(text, "percentage", expected);
  auto ratio = read->unit == "%" ? read->number / 100 : read->number;
  if (ratio >= 0 && ratio <= 1)
    return ratio;
  bool forgot_sign = read->unit.empty() && read->number > 1 && read->number <= 100;
  return unreadable_value(std::string(text) + " is out of range", expected,
                          forgot_sign ? std::string(text) + "%" : "");
}

read_result<double> read_number(std::string_view text, double min, double max) {
  auto expected = "a number from " + plain(min) + " to " + plain(max);
  auto read = read_quantity(text);
  if (!read || !read->unit.empty())
    return not_a(text, "number", expected);
  if (read->number < min || read->number > max)
    return unreadable_value(std::string(text) + " is out of range", expected);
  return read->number;
}

read_result<int> read_count(std::string_view text, int min, int max) {
  auto expected = "a whole number from " + std::to_string(min) + " to " + std::to_string(max);
  auto read = read_number(text, min, max);
  if (!read)
    return unreadable_value(read.error().message, expected);
  if (*read != std::floor(*read))
    return not_a(text, "whole number", expected);
  return static_cast<int>(*read);
}

read_result<double> read_measure(std::string_view text) {
  constexpr auto expected = "a number, a percentage (99%) or a duration (800ms)";
  auto read = read_quantity(text);
  if (!read)
    return not_a(text, "value", expected);
  if (read->unit.empty())
    return read->number;
  if (read->unit == "%")
    return read->number / 100;
  if (auto factor = ms_per(read->unit); factor != 0)
    return read->number * factor;
  return unreadable_value(in_quotes(read->unit) + " is not a known unit", expected);
}

read_result<simulate_value> read_change(std::string_view text) {
  constexpr auto expected = "a duration (80ms) or a factor from x0 to x1000 (x3: three times "
                            "what it is now)";
  if (!text.starts_with('x')) {
    auto ms = read_duration(text, 0, longest_ms);
    if (ms)
      return simulate_value{*ms, false};
    auto read = read_quantity(text);
    bool swapped = read && read->unit == "x";
    return unreadable_value(ms.error().message, expected,
                            swapped ? concat({"x", plain(read->number)})
                                    : ms.error().suggestion);
  }
  auto factor = read_number(text.substr(1), 0, largest_change);
  if (!factor)
    return unreadable_value(in_quotes(text) + " is not a factor", expected);
  return simulate_value{*factor, true};
}

read_result<std::string> read_capability(std::string_view text) {
  auto allowed = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' || c == '-';
  };
  if (!is_name(text, allowed))
    return text.empty()
               ? unreadable_value("the capability is empty", "the name of a capability")
               : unreadable_value(in_quotes(text) + " cannot name a capability",
                                  "1 to 64 letters, digits, '.', '_' or '-'");
  return std::string(text);
}

read_result<std::string> read_metric(std::string_view text) {
  auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  };
  if (is_name(text, allowed))
    return std::string(text);
  bool joined = text.find_first_of("<>=!") != std::string_view::npos;
  return unreadable_value(in_quotes(text) + " cannot name a metric",
                          joined ? "blanks around the comparison: METRIC OP VALUE"
                                 : "the name of a metric; `help metrics` lists them");
}

read_result<std::string> read_text(std::string_view text) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return unreadable_value("the text is empty", "some text");
  return std::string(text);
}

read_result<comparison> read_comparison(std::string_view text) {
  constexpr std::array names{std::pair{std::string_view("<"), comparison::less},
                             std::pair{std::string_view("<="), comparison::less_equal},
                             std::pair{std::string_view("="), comparison::equal},
                             std::pair{std::string_view("=="), comparison::equal},
                             std::pair{std::string_view("!="), comparison::not_equal},
                             std::pair{std::string_view(">="), comparison::greater_equal},
                             std::pair{std::string_view(">"), comparison::greater}};
  for (auto [name, value] : names)
    if (name == text)
      return value;
  return not_a(text, "comparison", "one of <, <=, =, !=, >=, >",
               text == "=<"   ? "<="
               : text == "=>" ? ">="
                              : "");
}

read_result<std::size_t> read_choice(std::string_view text,
                                     const std::vector<std::string_view>& names,
                                     std::string_view what) {
  auto found = std::find(names.begin(), names.end(), text);
  if (found != names.end())
    return static_cast<std::size_t>(found - names.begin());
  std::string expected = names.size() > 1 ? "one of " : "";
  for (auto name : names)
    expected += (name == names.front() ? "" : ", ") + std::string(name);
  return not_a(text, what, expected, nearest(text, names));
}

} // namespace mesh::console
