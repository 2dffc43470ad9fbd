#include <random>

#include "runtime/base/utf8.hpp"
#include "runtime/console/commands/broadcast.hpp"
#include "tests/console/parsing.hpp"

using namespace mesh;
using namespace mesh::console;

namespace {

/// Either commands, or problems inside of the text with something to say.
void check_answer(const std::string& text) {
  auto lines = parse_script(text);
  if (lines)
    return;
  REQUIRE_FALSE(lines.error().empty());
  for (const auto& problem : lines.error()) {
    REQUIRE(problem.line >= 1);
    REQUIRE(problem.column >= 1);
    REQUIRE(problem.length >= 1);
    REQUIRE_FALSE(problem.message.empty());
    auto shown = format_problem(problem, text, "fuzz");
    REQUIRE(shown.ends_with('\n'));
    REQUIRE(count_characters(shown) > 10);
  }
}

} // namespace

TEST_CASE("random bytes always get an answer", "[console][fuzz]") {
  std::mt19937 random(1);
  std::uniform_int_distribution<int> byte(0, 255), length(0, 200);
  for (int round = 0; round < 5'000; ++round) {
    std::string text(static_cast<std::size_t>(length(random)), ' ');
    for (auto& c : text)
      c = static_cast<char>(byte(random));
    check_answer(text);
  }
}

TEST_CASE("random pieces of the grammar always get an answer", "[console][fuzz]") {
  const std::vector<std::string> pieces{"gather",     "cascade",  "wave",     "route",
                                        "exclude",    "from",     "pipeline", "on failure",
                                        "s07",        "s07.c04",  "--in",     "--window",
                                        "--",         "=",        "--x=",     "latency=",
                                        "x3",         "500ms",    "1e999",    "10%",
                                        "\"",         "'",        "\\",       "\\\n",
                                        "#",          "\n",       "\r\n",     " ",
                                        "\t",         "hello",    "ü",        "\xf0\x9f",
                                        "simulate",   "expect",   "m",        ">=",
                                        "within",     "help",     "-",        "99999999999",
                                        "--class=A",  "--to",     "best",     "delegate",
                                        "ask",        "all",      "agents",   "--limit",
                                        "s00.c00.a0", "priority", "kpi",      "\"a b\"",
                                        "'a'",        "=x",       ".",        "--unscheduled"};
  std::mt19937 random(2);
  std::uniform_int_distribution<std::size_t> piece(0, pieces.size() - 1);
  std::uniform_int_distribution<int> count(1, 14), blank(0, 3);
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (int i = count(random); i > 0; --i)
      text += pieces[piece(random)] + (blank(random) > 0 ? " " : "");
    check_answer(text);
  }
}

TEST_CASE("any words of a shell come through as they were", "[console][fuzz]") {
  std::mt19937 random(3);
  const std::string letters = "ab \"'\\#\n\t\r=-é";
  std::uniform_int_distribution<std::size_t> letter(0, 11);
  for (int round = 0; round < 5'000; ++round) {
    std::string word = "x";
    for (int i = 0; i < 8; ++i)
      word += letters[letter(random)];
    auto line = parse_words({"broadcast", word});
    INFO(word);
    REQUIRE(line);
    REQUIRE(line->order.as<broadcast_command>().text == word);
  }
}
