#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace mesh::console {

/// One thing that is wrong with what was typed, and where.
struct parse_problem {
  int line = 1;   // 1-based
  int column = 1; // 1-based, in characters (UTF-8 code points)
  int length = 1; // in characters
  std::string message;
  std::string expected;   // what could have stood there; may be empty
  std::string suggestion; // the nearest thing that exists; may be empty
  bool operator==(const parse_problem&) const = default;
};
using parse_problems = std::vector<parse_problem>;

/// For a person: `file:line:column: error: message`, the line itself, a caret
/// under the place, what was expected and the nearest thing that exists. With
/// an empty `file_name` (console, shell) the place is left out of the first
/// line. Ends with a newline.
std::string format_problem(const parse_problem& problem, std::string_view source_text,
                           std::string_view file_name);

} // namespace mesh::console
