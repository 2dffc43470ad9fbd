#include "runtime/console/drawing/table.hpp"

#include <algorithm>

#include "runtime/base/text.hpp"
#include "runtime/base/utf8.hpp"
#include "runtime/console/drawing/format.hpp"

namespace mesh::console {

namespace {

constexpr std::size_t table_indent = 2;
constexpr std::size_t gap_width = 2;

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

std::size_t text_table::layout::total() const {
  auto all = table_indent + (shown.empty() ? 0 : gap_width * (shown.size() - 1));
  for (auto i : shown)
    all += width[i];
  return all;
}

bool text_table::may_be_cut(std::size_t column) const {
  return columns_[column].side == align::left && columns_[column].may_go >= 0
         && std::any_of(rows_.begin(), rows_.end(), [&](const auto& row) {
              return column < row.size() && row[column].find(' ') != std::string::npos;
            });
}

/// Takes room from the widest text, again and again, down to `least`.
void text_table::shrink(layout& to, std::size_t width, std::size_t least) const {
  while (to.total() > width) {
    std::size_t widest = columns_.size();
    for (auto i : to.shown)
      if (may_be_cut(i) && to.width[i] > least
          && (widest == columns_.size() || to.width[i] > to.width[widest]))
        widest = i;
    if (widest == columns_.size())
      return;
    --to.width[widest];
  }
}

bool text_table::leave_one_out(layout& to) const {
  constexpr std::size_t always = 2;
  if (to.shown.size() <= always)
    return false;
  auto gone = to.shown.end() - 1;
  const auto first = std::max_element(to.shown.begin(), to.shown.end(), [&](auto a, auto b) {
    return columns_[a].may_go < columns_[b].may_go;
  });
  if (columns_[*first].may_go > 0)
    gone = first;
  to.shown.erase(gone);
  return true;
}

text_table::layout text_table::fitted(std::size_t width) const {
  constexpr std::size_t readable = 17; // a whole id, or two words
  constexpr std::size_t least = 8;
  layout all;
  all.width = widths();
  for (std::size_t i = 0; i < columns_.size(); ++i)
    all.shown.push_back(i);
  shrink(all, width, readable);
  const auto may_go = [&] {
    return std::any_of(all.shown.begin(), all.shown.end(),
                       [&](auto i) { return columns_[i].may_go > 0; });
  };
  while (all.total() > width && may_go())
    leave_one_out(all);
  shrink(all, width, least);
  while (all.total() > width && leave_one_out(all)) {
  }
  return all;
}

std::string text_table::left_out(const layout& from, const render_style& style) const {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (std::find(from.shown.begin(), from.shown.end(), i) == from.shown.end())
      names.push_back(columns_[i].header);
  if (names.empty() || !style.headers)
    return {};
  const auto room = static_cast<std::size_t>(std::max(style.width, 20)) - table_indent;
  return std::string(table_indent, ' ')
         + paint(cut_at_word("-o wide also shows " + listed(names), room, style), tone::quiet,
                 style)
         + "\n";
}

std::string text_table::str(const render_style& style) const {
  const auto fits = style.bars && style.format != output_format::wide;
  const auto all =
      fitted(static_cast<std::size_t>(fits ? std::max(style.width, 1) : unbounded));
  const std::string gap(gap_width, ' ');
  auto line_of = [&](auto cell_at) {
    std::string line(table_indent, ' ');
    for (auto i : all.shown) {
      line += i == all.shown.front() ? "" : gap;
      const auto cell = cut_at_word(cell_at(i), all.width[i], style);
      append_cell(line, cell, all.width[i], columns_[i].side == align::right);
    }
    trim_end(line);
    return line;
  };
  auto header = line_of([&](std::size_t i) { return std::string(columns_[i].header); });
  std::string out =
      header.empty() || !style.headers ? "" : paint(header, tone::quiet, style) + "\n";
  for (const auto& row : rows_)
    out +=
        line_of([&](std::size_t i) { return i < row.size() ? row[i] : std::string(); }) + "\n";
  return out + left_out(all, style);
}

} // namespace mesh::console
