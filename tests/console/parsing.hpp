#pragma once
#include <string>
#include <vector>

#include "runtime/console/language/parser.hpp"
#include "tests/support/catch.hpp"

/// What the tests of the grammar share.
namespace mesh::console {

/// The one command of a line that parses.
template <class Command>
Command as(const std::string& text) {
  INFO(text);
  auto line = parse_line(text);
  if (!line)
    FAIL(format_problem(line.error().front(), text, ""));
  REQUIRE(*line);
  REQUIRE((*line)->order.is<Command>());
  return (*line)->order.as<Command>();
}

/// The problems of a text that does not parse.
inline parse_problems problems_of(const std::string& text, const script_limits& limits = {}) {
  INFO(text);
  auto lines = parse_script(text, limits);
  REQUIRE_FALSE(lines);
  REQUIRE_FALSE(lines.error().empty());
  return lines.error();
}

} // namespace mesh::console
