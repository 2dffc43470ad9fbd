#pragma once
#include <string_view>
#include <vector>

namespace mesh::console {

/// A command of the binary itself, which needs no mesh: `mesh dev`, `mesh certs issue`. Its
/// options are known where it is parsed; help shows both in one tree (O7).
struct process_command {
  std::string_view name;    // one word or two
  std::string_view summary; // one line
  std::string_view details;
  std::string_view arguments; // `FILE`; may be empty
  std::vector<std::string_view> examples;
};

/// All of them, in the order in which help lists them.
const std::vector<process_command>& process_commands();
/// nullptr: there is none of this name.
const process_command* find_process_command(std::string_view name);

} // namespace mesh::console
