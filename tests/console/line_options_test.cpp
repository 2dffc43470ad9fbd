// Options that every command takes, and every list (O7).
#include "runtime/console/language/grammar.hpp"
#include "tests/console/parsing.hpp"

using namespace mesh::console;

namespace {

line_options options_of(const std::string& text) {
  INFO(text);
  auto line = parse_line(text);
  if (!line)
    FAIL(format_problem(line.error().front(), text, ""));
  REQUIRE(*line);
  return (*line)->how;
}

std::string first_problem(const std::string& text) {
  return format_problem(problems_of(text).front(), text, "");
}

bool says(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("O7 an output format is written in any way", "[console][options]") {
  for (const auto* text : {"agents -o csv", "agents -ocsv", "agents -o=csv",
                           "agents --output csv", "agents --output=csv", "agents s07 -o csv"})
    CHECK(options_of(text).format == output_format::csv);
  CHECK(options_of("status -ojson").format == output_format::json);
  CHECK_FALSE(options_of("status").format);
  CHECK(says(first_problem("agents -o yaml"), "there is no output format \"yaml\""));
  CHECK(says(first_problem("agents -o"), "\"--output\" needs a value"));
  CHECK(says(first_problem("agents -o csv -o json"), "is given twice"));
  CHECK(says(first_problem("status -o csv"), "\"status\" is no list"));
}

TEST_CASE("O7 a look is watched every two seconds unless told otherwise",
          "[console][options]") {
  CHECK(options_of("status -w").watch_ms == 2'000);
  CHECK(options_of("status --watch").watch_ms == 2'000);
  CHECK(options_of("agents --watch 500ms s07").watch_ms == 500);
  CHECK(options_of("agents -w s07").watch_ms == 2'000); // s07 is no duration
  CHECK(options_of("agents -w5s").watch_ms == 5'000);
  CHECK(options_of("agents --watch=5s --times 3").times == 3);
  CHECK_FALSE(options_of("agents").watch_ms);
  CHECK(says(first_problem("agents --watch 1ms"), "out of range"));
  CHECK(says(first_problem("agents --times 3"), "--times is for --watch"));
  CHECK(says(first_problem("gather --watch"), "has no option --watch"));
  CHECK(says(first_problem("expect agents.total = 1 --watch"), "has no option --watch"));
}

TEST_CASE("O7 lists take columns, an order, a filter and no headers", "[console][options]") {
  const auto how = options_of("agents s07 --columns id,score --sort -score --no-headers "
                              "--filter \"class = D\" --limit 7");
  CHECK(how.columns == std::vector<std::string>{"id", "score"});
  CHECK(how.sort == "score");
  CHECK(how.descending);
  CHECK_FALSE(how.headers);
  CHECK(how.filter);
  CHECK(how.limit == 7U);
  CHECK(options_of("agents --limit all").limit == 0U);
  CHECK(options_of("agents --columns 'id, score'").columns.size() == 2);
  CHECK(says(first_problem("agents --columns id,scor"), "did you mean: score?"));
  CHECK(says(first_problem("agents --sort latncy"), "did you mean: latency_ms?"));
  CHECK(says(first_problem("agents --filtr x"), "did you mean: --filter?"));
  CHECK(says(first_problem("status --filter x"), "has no option --filter"));
}

TEST_CASE("O7 the place of a problem in a filter is marked in the line", "[console][options]") {
  CHECK(first_problem("agents --filter \"queue > 1 and clas = D\"")
            .find("  agents --filter \"queue > 1 and clas = D\"\n"
                  "                                 ^~~~\n")
        != std::string::npos);
  CHECK(says(first_problem("agents --filter=clas"), "\n                  ^~~~\n"));
}

TEST_CASE("O7 help is asked for behind any command", "[console][options]") {
  for (const auto& spec : grammar()) {
    for (const auto* flag : {" --help", " -h"}) {
      const auto text = std::string(spec.name) + flag;
      INFO(text);
      auto line = parse_line(text);
      REQUIRE(line);
      REQUIRE(*line);
      CHECK(spec_of((*line)->order)->name == "help");
    }
  }
  CHECK(parse_line("gather s07 --window 0ms --help")); // though the rest is wrong
  CHECK(says(first_problem("gathr --help"), "did you mean: gather?"));
  CHECK(parse_line("?"));
}

TEST_CASE("O7 D2 every changing command has a trial run and every look a watch",
          "[console][options]") {
  int looks = 0, changes = 0;
  for (const auto& spec : grammar()) {
    INFO(spec.name);
    CHECK((effect_of(spec) == command_effect::changes) == (spec.would != nullptr));
    looks += effect_of(spec) == command_effect::looks ? 1 : 0;
    changes += effect_of(spec) == command_effect::changes ? 1 : 0;
  }
  CHECK(looks > 20);
  CHECK(changes > 35);
  CHECK(options_of("freeze s00 --dry-run").dry_run);
  CHECK(says(first_problem("status --dry-run"), "has no option --dry-run"));
}

TEST_CASE("O7 words of other tools are understood", "[console][options]") {
  for (const auto& [typed, meant] : std::vector<std::pair<std::string, std::string_view>>{
           {"get agents", "agents"},
           {"get agent s00.c00.a00", "agent"},
           {"describe agent s00.c00.a00", "agent"},
           {"get nodes", "nodes"},
           {"top", "status"},
           {"logs", "events"}}) {
    INFO(typed);
    auto line = parse_line(typed);
    REQUIRE(line);
    REQUIRE(*line);
    CHECK(spec_of((*line)->order)->name == meant);
  }
  CHECK(says(first_problem("get pods"), "one of"));
}
