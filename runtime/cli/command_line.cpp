#include "runtime/cli/command_line.hpp"

#include <cstdio>

#include "runtime/base/utf8.hpp"

namespace mesh {

void add_format(CLI::App* command, std::string& format) {
  command->add_option("-o,--output", format, "table, json or jsonl.")
      ->check(CLI::IsMember({"table", "json", "jsonl"}));
}

console::output_format format_of(const std::string& name) {
  using console::output_format;
  return name == "json"    ? output_format::json
         : name == "jsonl" ? output_format::jsonl
                           : output_format::table;
}

int fail(const error& what) {
  std::fprintf(stderr, "error: %s\n", printable_lines(to_string(what)).c_str());
  return what.code == errc::invalid_argument ? 2 : 1;
}

CLI::Validator not_empty() {
  return {[](const std::string& text) {
            return text.empty() ? std::string("the name is empty; expected a path")
                                : std::string();
          },
          ""};
}

} // namespace mesh
