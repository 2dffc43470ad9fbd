#include "runtime/console/language/man_page.hpp"

#include <algorithm>
#include <cctype>

#include "runtime/console/language/grammar.hpp"
#include "runtime/console/language/help_pages.hpp"
#include "runtime/console/language/process_commands.hpp"

namespace mesh::console {

namespace {

std::string upper(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return out;
}

/// Text for troff: a hyphen is one, a line may begin with anything.
std::string roff(std::string_view text) {
  std::string out;
  bool line_begins = true;
  for (char c : text) {
    if (line_begins && (c == '.' || c == '\''))
      out += "\\&";
    line_begins = c == '\n';
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if (c == '\'')
      out += "\\(aq";
    else if (c == '`')
      out += "\\(ga";
    else if (c == '^')
      out += "\\(ha";
    else if (c == '~')
      out += "\\(ti";
    else
      out += c;
  }
  return out;
}

std::string page_name(std::string_view command) {
  auto name = "mesh-" + std::string(command);
  std::ranges::replace(name, ' ', '-');
  return name;
}

std::string head(std::string_view name, std::string_view summary, std::string_view version) {
  return ".TH " + upper(name) + " 1 \"\" \"mesh " + std::string(version)
         + "\" \"Mesh Manual\"\n.SH NAME\n" + roff(name) + " \\- " + roff(summary) + "\n";
}

std::string section(std::string_view title, std::string_view text) {
  return ".SH " + std::string(title) + "\n" + roff(text) + "\n";
}

std::string options_section(std::string_view title, const man_options& options) {
  if (options.empty())
    return {};
  auto out = ".SH " + std::string(title) + "\n";
  for (const auto& [written, help] : options)
    out += ".TP\n.B " + roff(written) + "\n" + roff(help) + "\n";
  return out;
}

std::string verbatim(std::string_view title, std::string_view text) {
  auto out = ".SH " + std::string(title) + "\n.nf\n" + roff(text);
  if (!out.ends_with('\n'))
    out += '\n';
  return out + ".fi\n";
}

std::string lines(const std::vector<std::string_view>& all, std::string_view before) {
  std::string out;
  for (auto line : all)
    out += std::string(before) + std::string(line) + "\n";
  return out;
}

man_options written_options(const std::vector<option_spec>& options) {
  man_options all;
  for (const auto& option : options)
    all.emplace_back(usage(option), option.help);
  return all;
}

const std::string see_also = ".SH SEE ALSO\n.BR mesh (1)\n";

} // namespace

man_page man_page_of(const command_spec& spec, std::string_view version) {
  const auto name = page_name(spec.name);
  auto common = written_options(common_options(spec));
  common.emplace_back("-h, --help", "help on this command");
  common.emplace_back("--at HOST[:PORT]", "the mesh that is meant; else the context in use");
  auto text = head(name, spec.summary, version);
  text += section("SYNOPSIS", "mesh " + usage(spec));
  text += section("DESCRIPTION", spec.details);
  text += options_section("OPTIONS", written_options(spec.options));
  text += options_section("COMMON OPTIONS", common);
  if (lists(spec)) {
    std::string names;
    for (const auto& column : spec.columns)
      names += (names.empty() ? "" : ", ") + std::string(column.name);
    text += section("COLUMNS", names);
  }
  text += verbatim("EXAMPLES", lines(examples_of(spec), "mesh ")) + see_also;
  return {name + ".1", std::move(text)};
}

man_page man_page_of(const process_command& one, const man_options& options,
                     std::string_view version) {
  const auto name = page_name(one.name);
  auto text = head(name, one.summary, version);
  text +=
      section("SYNOPSIS", "mesh " + std::string(one.name) + " "
                              + (one.arguments.empty() ? "" : std::string(one.arguments) + " ")
                              + "[OPTIONS]");
  text += section("DESCRIPTION", one.details) + options_section("OPTIONS", options);
  text += verbatim("EXAMPLES", lines(one.examples, "")) + see_also;
  return {name + ".1", std::move(text)};
}

man_page main_man_page(std::string_view version) {
  auto text = head("mesh", "coordinate 30,000 agents so that all are ready at the same moment",
                   version);
  text += section("SYNOPSIS", "mesh COMMAND [ARGUMENTS] [--at HOST[:PORT]]");
  text += section("DESCRIPTION",
                  "Each command has a page of its own: mesh-status(1). mesh help, or --help "
                  "behind any command, says the same.");
  man_options mine, of_a_mesh;
  for (const auto& one : process_commands())
    mine.emplace_back(one.name, one.summary);
  for (const auto& spec : grammar())
    of_a_mesh.emplace_back(spec.name, spec.summary);
  text += options_section("COMMANDS OF THE PROGRAM", mine);
  text += options_section("COMMANDS OF A MESH", of_a_mesh);
  for (const auto& page : help_pages())
    text += verbatim(page.name == "exit-codes" ? "EXIT STATUS" : upper(page.name), page.text);
  text += options_section(
      "ENVIRONMENT", {{"MESH_CONTEXT", "the context that is meant, instead of that in use"},
                      {"NO_COLOR", "when it is not empty, nothing is coloured"}});
  return {"mesh.1", std::move(text)};
}

} // namespace mesh::console
