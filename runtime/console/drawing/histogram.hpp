#pragma once
#include <string>
#include <vector>

#include "runtime/console/drawing/style.hpp"

/// Ready times relative to T, drawn. Columns are time, height is agents; the
/// column of T is centred on T.
namespace mesh::console {

/// The number of agents that were ready from `from_ms` to `to_ms` after T (negative: before).
struct arrival_bin {
  double from_ms = 0;
  double to_ms = 0;
  double count = 0;
};

struct arrival_series {
  std::string title;
  std::vector<arrival_bin> bins;
};

/// Column k covers (first + k) x column_ms, half a column to either side.
struct time_axis {
  double column_ms = 1;
  int first = 0;
  int columns = 1;
  int characters = 1; // that one column is drawn with
  [[nodiscard]] int column_of_t() const { return -first; }
  [[nodiscard]] double start_ms() const { return (first - 0.5) * column_ms; }
  [[nodiscard]] int width() const { return columns * characters; }
  [[nodiscard]] int character_of_t() const {
    return column_of_t() * characters + characters / 2;
  }
  [[nodiscard]] double end_ms() const { return start_ms() + columns * column_ms; }
};

/// An axis of at most `width` characters that holds T and nearly all of every
/// series. A column has a round width in time, and is not finer than the bins.
time_axis fit_axis(const std::vector<arrival_series>& all, int width);

struct resampled {
  std::vector<double> columns;
  double before = 0; // earlier than the axis
  double after = 0;  // later than the axis
};
/// The series on the axis; a bin across columns is shared out evenly.
resampled resample(const arrival_series& series, const time_axis& axis);

/// The drawing: one panel per series, beside each other where the width
/// allows it, all on one scale. Empty when there is nothing to draw.
std::string draw_arrivals(const std::vector<arrival_series>& all, const render_style& style);

} // namespace mesh::console
