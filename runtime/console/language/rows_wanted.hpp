#pragma once
#include <map>
#include <string_view>

#include "runtime/console/language/grammar.hpp"
#include "runtime/console/language/lexer.hpp"

namespace mesh::console {

/// The value of each common option of a line, and where it stood.
using option_places = std::map<std::string_view, token>;

/// Holds --columns, --sort and --filter against the columns of the list, and reads the
/// filter. What is wrong is added with its place and the nearest name (O7).
void read_rows_wanted(const command_spec& spec, const option_places& places, line_options& how,
                      parse_problems& problems);

} // namespace mesh::console
