#pragma once
#include <tl/expected.hpp>

#include "runtime/console/language/command.hpp"
#include "runtime/console/language/lexer.hpp"

namespace mesh::console {

/// A command, and how its result is wanted.
struct parsed_statement {
  command order;
  line_options how;
};

/// One command from its words, by the grammar's table; or all its problems. With `--help`
/// or `-h` among them it is `help` on that command (O7).
tl::expected<parsed_statement, parse_problems> parse_statement(const statement& words);

} // namespace mesh::console
