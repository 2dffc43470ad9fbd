#include "runtime/console/language/help.hpp"

#include <sstream>

#include "runtime/console/language/grammar.hpp"
#include "runtime/console/language/process_commands.hpp"
#include "tests/console/parsing.hpp"

using namespace mesh;
using namespace mesh::console;

namespace {

std::string help(std::string_view topic) {
  auto text = help_text(topic, {{"gather.ready_rate", "%", "ready of sent, last gather"}});
  REQUIRE(text);
  return *text;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("O7 the overview has a line for every command", "[console][help]") {
  auto text = help("");
  for (const auto& spec : grammar()) {
    INFO(spec.name);
    CHECK(has(text, "\n  " + std::string(spec.name) + " "));
  }
  CHECK(has(text, "help exit-codes"));
}

TEST_CASE("O7 the example of every command parses to that command", "[console][help]") {
  for (const auto& spec : grammar()) {
    INFO(spec.example);
    auto line = parse_line(spec.example);
    REQUIRE(line);
    REQUIRE(*line);
    CHECK((*line)->order.type() == spec.start.type());
  }
}

TEST_CASE("O7 the help of every command names all its options", "[console][help]") {
  for (const auto& spec : grammar()) {
    auto text = help(spec.name);
    INFO(text);
    CHECK(has(text, std::string(spec.example)));
    for (const auto& option : spec.options) {
      CHECK(has(text, "\n  " + usage(option) + " "));
      CHECK(has(text, std::string(option.help)));
    }
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
      CHECK(line.size() <= 80);
  }
}

TEST_CASE("O7 every line that help lists has help of its own, with examples that parse",
          "[console][help]") {
  std::istringstream lines(help(""));
  int walked = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("  "))
      continue;
    const auto name = line.substr(2, line.find("  ", 2) - 2);
    INFO(name);
    const auto text = help(name);
    CHECK((has(text, "\nExample\n") || has(text, "\nExamples\n")));
    CHECK(has(text, name));
    ++walked;
  }
  CHECK(walked == static_cast<int>(grammar().size() + process_commands().size()));
  for (const auto& spec : grammar())
    for (auto example : examples_of(spec)) {
      INFO(example);
      auto parsed = parse_line(example);
      REQUIRE(parsed);
      REQUIRE(*parsed);
      CHECK((*parsed)->order.type() == spec.start.type());
    }
}

TEST_CASE("O7 help on topics", "[console][help]") {
  CHECK(has(help("exit-codes"), "  3  quorum met, but some are missing\n"));
  CHECK(has(help("exit-codes"), "named, and is not missing"));
  CHECK(has(help("states"), "+1  ready"));
  CHECK(has(help("metrics"), "  gather.ready_rate  %  ready of sent, last gather\n"));
  CHECK(has(*help_text("metrics", {}), "No metrics"));
  CHECK(has(help("route"), "route exclude CLASS from CAPABILITY"));
  CHECK(has(help("route"), "route clear"));
  CHECK(has(help("exit"), "Also written: exit"));
  for (auto topic : help_topics())
    CHECK(help_text(topic, {}));
}

TEST_CASE("O7 help on something unknown names the nearest topic", "[console][help]") {
  auto text = help_text("exitcodes", {});
  REQUIRE_FALSE(text);
  CHECK(text.error().code == errc::invalid_argument);
  CHECK(text.error().remedy == "did you mean `help exit-codes`?");
  CHECK(help_text("zzzzzzzz", {}).error().remedy == "`help` lists the commands");
}

TEST_CASE("O7 the help of a command, as a whole", "[console][help]") {
  CHECK(help("expect") == R"(  expect METRIC OP VALUE [within DURATION]

  OP is one of < <= = != >= >. With `within` it waits that long for it to come
  true. Percentages and durations may be written as such.

Options
  within DURATION  how long to wait for it

Common options
  -o, --output FORMAT  table, wide, csv, name, json or jsonl
  -h, --help           this text

Example
  expect last.ready_rate >= 99% within 10s
)");
}
