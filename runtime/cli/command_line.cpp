#include "runtime/cli/command_line.hpp"

#include <cstdio>
#include <utility>

#include "runtime/base/utf8.hpp"
#include "runtime/console/language/output_names.hpp"

namespace mesh {

void add_format(CLI::App* command, std::string& format) {
  command->add_option("-o,--output", format, "table, wide, csv, name, json or jsonl.")
      ->check(CLI::IsMember(std::vector<std::string>(console::format_names().begin(),
                                                     console::format_names().end())));
}

console::output_format format_of(const std::string& name) {
  return console::format_named(name).value_or(console::output_format::table);
}

void add_colour(CLI::App* command, std::string& colour) {
  command->add_option("--color", colour, "auto, always or never; NO_COLOR means never.")
      ->check(CLI::IsMember({"auto", "always", "never"}));
}

paint_choice colour_of(const std::string& name) {
  return name == "always"  ? paint_choice::always
         : name == "never" ? paint_choice::never
                           : paint_choice::automatic;
}

void add_report(CLI::App* command, report_choice& report) {
  command
      ->add_option("--report", report,
                   "junit FILE: write the results there, as CI servers read them.")
      ->type_name("junit FILE")
      ->check(CLI::Validator(
          [first = true](std::string& text) mutable {
            const auto form = std::exchange(first, false);
            return form && text != "junit"
                       ? "there is no report \"" + text + "\"; expected junit FILE"
                       : std::string();
          },
          ""));
}

void print_result(const nlohmann::ordered_json& result, console::output_format format) {
  console::terminal_output out({format, false});
  out.print(console::render(result, out.style()));
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
