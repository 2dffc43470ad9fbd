// Sessions as a person sees them, at 60 and 200 columns, with and without colour (O7).
#include <cstdlib>
#include <sstream>

#include "runtime/base/utf8.hpp"
#include "tests/process/mesh_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/pseudo_terminal.hpp"
#include "tests/work/process_support.hpp"

using namespace mesh::test;

namespace {

/// Every kind of drawing: tables, bars, arrivals, long answers, errors, lists, help.
constexpr std::string_view session = R"(status
agents --limit 4
agents s09
cluster s00.c00
sector s00
agent s00.c00.a00
simulate s00 conflict=60%
ask "what is the capital of a country that is far away and has a long name?" --sample 12
gather s00 --minimum 0%
gather s00 --minimum 0% --unscheduled
cascade parallel
conflicts --limit 3
crash s01 20%
wait 20s
events --limit 3
breakers
delegate "count the words of a very long sentence that goes on and on" --to D_GPU
pipeline s00.c00.a00 s00.c00.a01 --payload draft
history s00.c00
kpi
freeze s02
thaw s02
heal all
gather --dry-run
agents --columns id,class,score --sort -score --limit 3
expect agents.total = 46
help agents
)";

/// Everything that `mesh dev` prints on a terminal of this width. `--color` says how.
std::string transcript(int columns, const std::string& colour) {
  scratch_folder folder;
  const auto script = folder.file("session.mesh", std::string(session));
  pseudo_terminal screen(
      [&] {
        ::setenv("TERM", "xterm", 1);
        ::setenv("LANG", "C.UTF-8", 1);
        ::unsetenv("LC_ALL");
        ::unsetenv("NO_COLOR");
        become_mesh({"dev", "--config", MESH_SMALL_CONFIG, "--virtual-time", "--keep-going",
                     "-q", "--color", colour, script});
      },
      columns);
  auto text = screen.rest();
  std::erase(text, '\r');
  return text;
}

std::string without_colour(std::string text) {
  for (auto at = text.find('\x1b'); at != std::string::npos; at = text.find('\x1b', at))
    text.erase(at, text.find('m', at) - at + 1);
  return text;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    lines.push_back(std::move(line));
  return lines;
}

} // namespace

TEST_CASE("O7 a session fits 60 and 200 columns", "[process]") {
  const auto columns = GENERATE(60, 200);
  const auto text = transcript(columns, "never");
  INFO(text);
  CHECK_FALSE(has(text, "\x1b"));
  const auto lines = lines_of(text);
  CHECK(lines.size() > 200);
  for (const auto& line : lines) {
    INFO(line);
    CHECK(mesh::count_characters(line) <= static_cast<std::size_t>(columns));
  }
  for (const auto* part :
       {"mesh FULL", "error: unknown_target: s09", "s00.c00.a03", "arrivals", "answers",
        "conflicts: --limit all", "AGENT_CRASH", "predicted_within_50ms", "have stopped",
        "nothing was changed", "expectation failed: agents.total is 45, expected == 46",
        "Common options"})
    CHECK(has(text, part));
  CHECK(has(text, "-o wide also shows") == (columns == 60));
}

TEST_CASE("O7 colour adds nothing to what a session says", "[process]") {
  const auto columns = GENERATE(60, 200);
  const auto plain = transcript(columns, "never");
  const auto coloured = transcript(columns, "always");
  CHECK(coloured != plain);
  CHECK(has(coloured, "\x1b[31merror:\x1b[0m"));
  CHECK(without_colour(coloured) == plain);
}
