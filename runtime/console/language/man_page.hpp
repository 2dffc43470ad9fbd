#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mesh::console {

struct command_spec;
struct process_command;

/// A page of the manual as its source, for man(1): made from what help is made of (O7).
struct man_page {
  std::string file; // `mesh-node-drain.1`
  std::string text;
};

/// An option as it is written, and what it does.
using man_options = std::vector<std::pair<std::string, std::string>>;

man_page man_page_of(const command_spec& spec, std::string_view version);
/// `options`: those of the program, which only it knows.
man_page man_page_of(const process_command& one, const man_options& options,
                     std::string_view version);
/// mesh(1): all commands, and the pages of help.
man_page main_man_page(std::string_view version);

} // namespace mesh::console
