// Manual pages, made from the grammar (O7).
#include "runtime/console/language/man_page.hpp"

#include "runtime/console/language/grammar.hpp"
#include "runtime/console/language/process_commands.hpp"
#include "tests/support/catch.hpp"

using namespace mesh::console;

namespace {

bool in_page(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("O7 every command has its page, with its options and examples", "[console][man]") {
  for (const auto& spec : grammar()) {
    const auto page = man_page_of(spec, "1.2.3");
    INFO(page.text);
    CHECK(page.file.starts_with("mesh-"));
    CHECK(page.file.find(' ') == std::string::npos);
    CHECK(page.text.starts_with(".TH MESH-"));
    for (const auto* part : {"\n.SH NAME\n", "\n.SH SYNOPSIS\n", "\n.SH DESCRIPTION\n",
                             "\n.SH EXAMPLES\n", "mesh 1.2.3"})
      CHECK(in_page(page.text, part));
    CHECK(in_page(page.text, "\\-\\-output FORMAT"));
    CHECK((spec.options.empty() || in_page(page.text, "\n.SH OPTIONS\n")));
  }
  for (const auto& one : process_commands())
    CHECK(in_page(man_page_of(one, {{"--x", "does x"}}, "1").text, "\n.B \\-\\-x\ndoes x\n"));
}

TEST_CASE("O7 text that troff would obey is text", "[console][man]") {
  const process_command odd{
      "odd", "a 'quoted' \\ text", ".begins with a dot\n'and a quote", "", {"mesh odd"}};
  const auto text = man_page_of(odd, {}, "1").text;
  CHECK(in_page(text, "a \\(aqquoted\\(aq \\e text"));
  CHECK(in_page(text, "\n\\&.begins with a dot\n\\&\\(aqand a quote\n"));
}

TEST_CASE("O7 the main page lists all commands and says the exit codes", "[console][man]") {
  const auto page = main_man_page("1");
  CHECK(page.file == "mesh.1");
  for (const auto* part : {"gather", "certs issue", "EXIT STATUS", "MESH_CONTEXT", "NO_COLOR"})
    CHECK(in_page(page.text, part));
}
