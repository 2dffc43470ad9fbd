#pragma once
#include <string>

#include "runtime/mcp/tools.hpp"

namespace mesh::mcp {

/// One line that says the most important of an answer, in the mesh's own words: numbers and
/// plain words only, none of an agent's text.
std::string summary_of(std::string_view tool, const tool_answer& what);

} // namespace mesh::mcp
