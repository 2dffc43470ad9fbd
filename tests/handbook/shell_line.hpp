#pragma once
#include <string>
#include <string_view>
#include <vector>

/// Command lines as the handbook shows them.
namespace mesh::test {

/// The commands of a block: comments gone, lines that end with a backslash joined,
/// what pipes and semicolons separate apart, quotes resolved. Redirections and a
/// trailing `&` are left out.
std::vector<std::vector<std::string>> shell_commands(std::string_view block);

} // namespace mesh::test
