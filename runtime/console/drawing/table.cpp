#include "runtime/console/drawing/table.hpp"

#include <algorithm>
#include <numeric>

#include "runtime/base/utf8.hpp"
#include "runtime/console/drawing/format.hpp"

namespace mesh::console {

namespace {

constexpr std::size_t table_indent = 2;

void append_cell(std::string& line, std::string_view cell, std::size_t width, bool right) {
  auto padding = width - std::min(width, count_characters(cell));
  line.append(right ? padding : 0, ' ').append(cell).append(right ? 0 : padding, ' ');
}

void trim_end(std::string& line) {
  line.erase(line.find_last_not_of(' ') + 1);
}

} // namespace

std::vector<std::size_t> text_table::widths() const {
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    auto width = columns_[i].header.size();
    for (const auto& row : rows_)
      width = std::max(width, i < row.size() ? count_characters(row[i]) : 0);
    result.push_back(width);
  }
  return result;
}

std::string text_table::str(const render_style& style) const {
  auto width_of = widths();
  auto total = std::accumulate(width_of.begin(), width_of.end(), table_indent)
               + 2 * (columns_.empty() ? 0 : columns_.size() - 1);
  std::string gap = total > static_cast<std::size_t>(std::max(style.width, 0)) ? " " : "  ";
  auto line_of = [&](auto cell_at) {
    std::string line(table_indent, ' ');
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      line += i == 0 ? "" : gap;
      append_cell(line, cell_at(i), width_of[i], columns_[i].side == align::right);
    }
    trim_end(line);
    return line;
  };
  auto header = line_of([&](std::size_t i) { return columns_[i].header; });
  std::string out = header.empty() ? "" : paint(header, tone::quiet, style) + "\n";
  for (const auto& row : rows_)
    out += line_of([&](std::size_t i) {
             return i < row.size() ? std::string_view(row[i]) : std::string_view{};
           })
           + "\n";
  return out;
}

} // namespace mesh::console
