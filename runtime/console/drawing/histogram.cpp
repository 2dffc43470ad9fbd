#include "runtime/console/drawing/histogram.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "runtime/base/text.hpp"
#include "runtime/base/utf8.hpp"
#include "runtime/console/drawing/format.hpp"

namespace mesh::console {

namespace {

constexpr int height = 8; // rows of a panel
constexpr int widest_panel = 60;
constexpr int smallest_pair = 64; // narrower terminals get one panel above the other
constexpr int indent = 2;
constexpr int gap = 4;

using lines = std::vector<std::string>;

/// One character of a column: `fill` is how much of this row is covered.
std::string_view cell(double fill, bool lowest, bool at_t, const render_style& style) {
  constexpr std::array<std::string_view, 9> eighths{" ", "▁", "▂", "▃", "▄",
                                                    "▅", "▆", "▇", "█"};
  auto steps = style.unicode ? 8 : 3;
  auto filled = std::clamp(static_cast<int>(std::lround(fill * steps)), 0, steps);
  if (fill > 0 && lowest)
    filled = std::max(filled, 1); // more than nobody is never invisible
  if (filled == 0 && at_t)
    return style.unicode ? "┊" : "|";
  if (style.unicode)
    return eighths[static_cast<std::size_t>(filled)];
  constexpr std::array<std::string_view, 4> thirds{" ", ".", "*", "#"};
  return thirds[static_cast<std::size_t>(filled)];
}

std::string axis_line(const time_axis& axis, const render_style& style) {
  std::string line;
  for (int i = 0; i < axis.width(); ++i) {
    bool at_t = i == axis.character_of_t();
    line += style.unicode ? (at_t ? "┼" : "─") : (at_t ? "+" : "-");
  }
  return line;
}

/// `-600 ms        T   +80 ms`; what would overlap T is left out.
std::string label_line(const time_axis& axis) {
  auto width = static_cast<std::size_t>(axis.width());
  std::string line(width, ' ');
  auto t = static_cast<std::size_t>(axis.character_of_t());
  line[t] = 'T';
  auto label = [&](int column) {
    auto ms = column * axis.column_ms;
    return concat({ms > 0 ? "+" : "", exact_text(ms), " ms"});
  };
  if (auto left = label(axis.first); left.size() < t)
    line.replace(0, left.size(), left);
  if (auto right = label(axis.first + axis.columns - 1); right.size() + t + 1 < width)
    line.replace(width - right.size(), right.size(), right);
  return line;
}

lines draw_panel(const arrival_series& series, const time_axis& axis, double full,
                 const render_style& style) {
  auto data = resample(series, axis);
  lines out{series.title};
  for (int row = height - 1; row >= 0; --row) {
    std::string line;
    for (int i = 0; i < axis.width(); ++i) {
      auto count = data.columns[static_cast<std::size_t>(i / axis.characters)];
      line += cell(count / full * height - row, row == 0, i == axis.character_of_t(), style);
    }
    out.push_back(std::move(line));
  }
  out.push_back(axis_line(axis, style));
  out.push_back(label_line(axis));
  if (data.before >= 0.5 || data.after >= 0.5)
    out.push_back("beyond: " + number_text(data.before) + " earlier, " + number_text(data.after)
                  + " later");
  return out;
}

std::string beside(const std::vector<lines>& panels, int panel_width) {
  std::size_t rows = 0;
  for (const auto& panel : panels)
    rows = std::max(rows, panel.size());
  std::string out;
  for (std::size_t row = 0; row < rows; ++row) {
    std::string line(indent, ' ');
    std::size_t wanted = indent;
    for (const auto& panel : panels) {
      line.append(wanted - std::min(wanted, count_characters(line)), ' ');
      line += row < panel.size() ? panel[row] : "";
      wanted += static_cast<std::size_t>(panel_width + gap);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

double tallest(const std::vector<arrival_series>& all, const time_axis& axis) {
  double most = 0;
  for (const auto& series : all)
    for (auto count : resample(series, axis).columns)
      most = std::max(most, count);
  return most;
}

} // namespace

std::string draw_arrivals(const std::vector<arrival_series>& all, const render_style& style) {
  auto count = static_cast<int>(all.size());
  bool stacked = style.width < smallest_pair;
  auto across = stacked ? 1 : std::max(count, 1);
  auto width =
      std::clamp((style.width - indent - gap * (across - 1) - 1) / across, 12, widest_panel);
  auto axis = fit_axis(all, width);
  auto full = tallest(all, axis);
  if (full <= 0)
    return {};
  auto out = concat({paint("arrivals", tone::strong, style), " relative to T (a column is ",
                     exact_text(axis.column_ms), " ms, full height ",
                     counted(std::ceil(full), "agent"), ")\n"});
  std::vector<lines> panels;
  for (const auto& series : all)
    panels.push_back(draw_panel(series, axis, full, style));
  if (!stacked)
    return out + beside(panels, axis.width());
  for (const auto& panel : panels)
    out += beside({panel}, axis.width());
  return out;
}

} // namespace mesh::console
