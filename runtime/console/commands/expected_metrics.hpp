#pragma once
#include <string_view>
#include <vector>

#include "runtime/console/language/command.hpp"
#include "runtime/console/language/problem.hpp"

namespace mesh::console {

/// The metrics that `expect` names and that are none, so that a script with a
/// misspelt one fails before it runs and not at its end.
parse_problems unknown_metrics(std::string_view source, const std::vector<script_line>& script);

} // namespace mesh::console
