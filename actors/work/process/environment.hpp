#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The environment of an external program. That of the mesh may hold keys and
/// passwords, so a program gets what it needs to run, and what it is given by name.
namespace mesh {

/// The value of a variable here; nothing when it is not set.
using variable_lookup = std::function<std::optional<std::string>(const std::string& name)>;
std::optional<std::string> variable_here(const std::string& name);

/// Whether this is `NAME` or `NAME=value` and can be passed to a program.
bool is_variable(std::string_view wanted);

/// `NAME=value` of each: PATH, HOME, TMPDIR, TZ, LANG and LC_ALL as `here` has them
/// (PATH always), then what is wanted: `NAME=value` as it is, `NAME` as `here` has
/// it, or not at all. The last one of a name counts.
std::vector<std::string> program_environment(const std::vector<std::string>& wanted,
                                             const variable_lookup& here = variable_here);

} // namespace mesh
