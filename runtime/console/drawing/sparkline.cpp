#include "runtime/console/drawing/sparkline.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>
#include <vector>

namespace mesh::console {

namespace {

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

/// The mean of the finite ones; a gap when there is none.
double mean(std::span<const double> values) {
  double sum = 0;
  double count = 0;
  for (auto value : values)
    if (std::isfinite(value)) {
      ++count;
      sum += (value - sum) / count; // the running mean cannot overflow
    }
  return count > 0 ? sum : no_value;
}

std::vector<double> resample(std::span<const double> values, std::size_t width) {
  const auto columns = std::min(values.size(), width);
  std::vector<double> means;
  for (std::size_t i = 0; i < columns; ++i) {
    auto from = i * values.size() / columns;
    auto to = (i + 1) * values.size() / columns;
    means.push_back(mean(values.subspan(from, to - from)));
  }
  return means;
}

} // namespace

std::string sparkline(std::span<const double> values, std::size_t width, bool unicode) {
  constexpr std::array<std::string_view, 8> blocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  constexpr std::array<std::string_view, 8> letters{"_", ".", "-", "~", "=", "+", "*", "#"};
  const auto& levels = unicode ? blocks : letters;
  const auto columns = resample(values, width);
  auto lowest = std::numeric_limits<double>::infinity();
  auto highest = -lowest;
  for (auto value : columns)
    if (std::isfinite(value)) {
      lowest = std::min(lowest, value);
      highest = std::max(highest, value);
    }
  std::string line;
  for (auto value : columns) {
    if (!std::isfinite(value)) {
      line += ' ';
      continue;
    }
    // Halved, so that the difference of the largest numbers is finite.
    auto share = highest > lowest ? (value / 2 - lowest / 2) / (highest / 2 - lowest / 2) : 0;
    line += levels[std::min<std::size_t>(static_cast<std::size_t>(share * 8), 7)];
  }
  return line;
}

} // namespace mesh::console
