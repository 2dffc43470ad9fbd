#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "runtime/mcp/mesh_port.hpp"

namespace mesh::mcp {

/// A page of the handbook, as it is in this program.
struct handbook_page {
  std::string_view name; // its file without the ending
  std::string_view text; // Markdown
};
std::span<const handbook_page> handbook_pages();

/// As `resources/list` lists them.
json list_resources();
/// The contents as `resources/read` gives them; none: there is no such resource.
std::optional<json> read_resource(const std::string& uri, mesh_port& mesh);

} // namespace mesh::mcp
