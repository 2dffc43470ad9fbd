#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "runtime/console/language/parser.hpp"
#include "runtime/console/render.hpp"
#include "runtime/http/http.hpp"

namespace mesh::control {

/// The body of POST /v1/commands (messages/control.proto).
struct command_request {
  std::string script;
  std::string name = "command";
  bool keep_going = false;
  bool strict = false;
  std::optional<console::render_style> text; // none: results come as JSON only
  std::map<std::string, std::string> files;  // that commands name, with their text
};
/// Of all files of a request together, in bytes.
inline constexpr std::size_t most_files_bytes = 1 << 20;

/// `parse_error` says what is wrong with the JSON: its form, a name or a type
/// that is not in the schema, a bound.
tl::expected<command_request, error> read_command_request(std::string_view body);

/// The same as a body.
std::string write_command_request(const command_request& what);

/// The script, wholly parsed; or 422 with every problem it has.
tl::expected<std::vector<console::script_line>, response>
parse_request(const command_request& what, const console::script_limits& limits);

} // namespace mesh::control
