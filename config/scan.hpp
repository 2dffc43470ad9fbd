#pragma once
#include <string_view>

#include "config/problem.hpp"

namespace mesh {

/// Notes what a parser alone would hide or not explain: the line and column of
/// a syntax error, keys given twice, and nesting deeper than any configuration.
/// False when `json_text` cannot be read as JSON with comments.
bool scan_json(std::string_view json_text, problem_list& problems);

} // namespace mesh
