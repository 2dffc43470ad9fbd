#pragma once
#include <tl/expected.hpp>

#include "runtime/console/language/command.hpp"
#include "runtime/console/language/lexer.hpp"

namespace mesh::console {

/// One command from its words, by the grammar's table; or all its problems.
tl::expected<command, parse_problems> parse_statement(const statement& words);

} // namespace mesh::console
