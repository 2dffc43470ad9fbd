#include "runtime/console/language/problem.hpp"

#include <algorithm>

#include "runtime/base/utf8.hpp"
#include "runtime/base/visible.hpp"

namespace mesh::console {

namespace {

constexpr int widest_excerpt = 120; // characters shown of a long line
constexpr int shown_before = 60;    // of them before the place

std::string_view line_of(std::string_view text, int number) {
  for (; number > 1; --number) {
    auto end = text.find('\n');
    if (end == std::string_view::npos)
      return {};
    text.remove_prefix(end + 1);
  }
  auto line = text.substr(0, text.find('\n'));
  if (line.ends_with('\r'))
    line.remove_suffix(1);
  return line;
}

/// One column per character, so that the caret stands where it should.
std::string one_column_each(std::string_view line) {
  std::string out;
  while (!line.empty()) {
    auto length = utf8_length(line);
    auto c = static_cast<unsigned char>(line.front());
    if (c == '\t')
      out += ' ';
    else if (length == 0 || is_invisible(code_point(line.substr(0, length))))
      out += '?';
    else
      out += line.substr(0, length);
    line.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

struct excerpt {
  std::string text;
  int column = 1; // of the place, in `text`
};

/// The part of the line around the place; long lines are cut on both sides.
excerpt around(std::string_view line, int column) {
  constexpr std::string_view ellipsis = "...";
  auto skip = column > widest_excerpt - shown_before ? column - shown_before : 0;
  line.remove_prefix(first_characters(line, static_cast<std::size_t>(skip)).size());
  auto shown = first_characters(line, widest_excerpt);
  excerpt result{one_column_each(shown), column - skip};
  if (shown.size() < line.size())
    result.text += ellipsis;
  if (skip > 0) {
    result.text.insert(0, ellipsis);
    result.column += static_cast<int>(ellipsis.size());
  }
  return result;
}

} // namespace

std::string format_problem(const parse_problem& problem, std::string_view source_text,
                           std::string_view file_name) {
  std::string out;
  if (!file_name.empty())
    out += printable(file_name) + ":" + std::to_string(problem.line) + ":"
           + std::to_string(problem.column) + ": ";
  out += "error: " + printable(problem.message) + "\n";
  auto shown = around(line_of(source_text, problem.line), problem.column);
  auto width = static_cast<int>(count_characters(shown.text));
  auto marks = std::clamp(problem.length, 1, std::max(1, width - shown.column + 1));
  out += "  " + shown.text + "\n  ";
  out.append(static_cast<std::size_t>(shown.column - 1), ' ');
  out += '^';
  out.append(static_cast<std::size_t>(marks - 1), '~');
  out += '\n';
  if (!problem.expected.empty())
    out += "  expected: " + printable(problem.expected) + "\n";
  if (!problem.suggestion.empty())
    out += "  did you mean: " + printable(problem.suggestion) + "?\n";
  return out;
}

} // namespace mesh::console
