#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/mcp/arguments.hpp"
#include "runtime/mcp/mesh_port.hpp"
#include "runtime/mcp/pages.hpp"

namespace mesh::mcp {

/// A tool's answer before it is quoted and written down.
struct tool_answer {
  json data;           // a result, as docs/reference/results.md says
  bool failed = false; // `data` has `error`
};
/// `{"error": {..}}`
tool_answer failed_with(const error& why);

/// The effect of a tool on the mesh.
enum class tool_effect {
  looks,
  sends,   // gives agents work, as `ask` and `gather` do
  proposes // changes nothing, and puts something before a person
};

/// A tool that a client may call. None of them changes the mesh (N1).
struct tool {
  std::string_view name;
  std::string_view about; // for the model, in a sentence or two
  tool_effect effect = tool_effect::looks;
  std::vector<parameter> parameters;
  tool_answer (*run)(const arguments&, mesh_port&);
};

/// All tools, in the order in which they are listed.
std::span<const tool> tools();
/// Null when there is none of that name, or when `read_only` leaves it out.
const tool* find_tool(std::string_view name, bool read_only);
/// As `tools/list` lists them.
json list_tools(bool read_only);

} // namespace mesh::mcp
