// The arithmetic of the histogram: axis and resampling.
#include <algorithm>
#include <cmath>

#include "runtime/console/drawing/histogram.hpp"

namespace mesh::console {

namespace {

constexpr double left_out = 0.002; // share at either end that may lie off the axis
constexpr double largest_ms = 1e12;

struct span {
  double from = 0;
  double to = 0;
};

/// A bin that can be drawn: in order, finite, and with somebody in it.
bool usable(const arrival_bin& bin) {
  return std::isfinite(bin.count) && bin.count > 0 && std::abs(bin.from_ms) < largest_ms
         && std::abs(bin.to_ms) < largest_ms && bin.from_ms <= bin.to_ms;
}

std::vector<arrival_bin> in_order(const arrival_series& series) {
  std::vector<arrival_bin> bins;
  std::copy_if(series.bins.begin(), series.bins.end(), std::back_inserter(bins), usable);
  std::sort(bins.begin(), bins.end(),
            [](const auto& a, const auto& b) { return a.from_ms < b.from_ms; });
  return bins;
}

/// Where nearly all of the series lies, widened to hold T.
span extent(const arrival_series& series) {
  auto bins = in_order(series);
  double total = 0;
  for (const auto& bin : bins)
    total += bin.count;
  span result;
  double seen = 0;
  for (const auto& bin : bins) {
    bool starts = seen <= total * left_out && seen + bin.count > total * left_out;
    if (starts)
      result.from = std::min(0.0, bin.from_ms);
    if (seen < total * (1 - left_out))
      result.to = std::max(0.0, bin.to_ms);
    seen += bin.count;
  }
  return result;
}

double round_up_nicely(double value) {
  auto power = std::pow(10, std::floor(std::log10(value)));
  for (auto factor : {1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0})
    if (factor * power >= value * (1 - 1e-9))
      return factor * power;
  return 10 * power;
}

/// The finest bin there is: finer columns would show what was not measured.
double finest_bin(const std::vector<arrival_series>& all) {
  constexpr double finest_ms = 0.1;
  double finest = largest_ms;
  for (const auto& series : all)
    for (const auto& bin : series.bins)
      if (usable(bin) && bin.to_ms > bin.from_ms)
        finest = std::min(finest, bin.to_ms - bin.from_ms);
  return finest == largest_ms ? finest_ms : std::max(finest, finest_ms);
}

} // namespace

time_axis fit_axis(const std::vector<arrival_series>& all, int width) {
  constexpr int air = 2; // empty columns at either end
  constexpr int rounding = 3;
  constexpr int widest_column = 4;
  span whole;
  for (const auto& series : all) {
    auto part = extent(series);
    whole.from = std::min(whole.from, part.from);
    whole.to = std::max(whole.to, part.to);
  }
  auto usable_columns = std::max(width - 2 * air - rounding, 1);
  time_axis axis;
  axis.column_ms =
      round_up_nicely(std::max((whole.to - whole.from) / usable_columns, finest_bin(all)));
  axis.first = static_cast<int>(std::floor(whole.from / axis.column_ms)) - air;
  auto last = static_cast<int>(std::ceil(whole.to / axis.column_ms)) + air;
  axis.columns = last - axis.first + 1;
  axis.characters = std::clamp(width / axis.columns, 1, widest_column);
  return axis;
}

resampled resample(const arrival_series& series, const time_axis& axis) {
  resampled result;
  result.columns.assign(static_cast<std::size_t>(axis.columns), 0.0);
  for (const auto& bin : in_order(series)) {
    auto width = bin.to_ms - bin.from_ms;
    auto share_between = [&](double from, double to) {
      if (width <= 0)
        return bin.from_ms >= from && bin.from_ms < to ? bin.count : 0.0;
      auto overlap = std::min(to, bin.to_ms) - std::max(from, bin.from_ms);
      return std::max(0.0, overlap) / width * bin.count;
    };
    auto start = axis.start_ms();
    result.before += share_between(-largest_ms, start);
    result.after += share_between(axis.end_ms(), largest_ms);
    for (auto& column : result.columns) {
      column += share_between(start, start + axis.column_ms);
      start += axis.column_ms;
    }
  }
  return result;
}

} // namespace mesh::console
