#include "runtime/console/language/lexer.hpp"

#include "tests/support/catch.hpp"

using namespace mesh::console;

namespace {

std::vector<std::string> words(const std::string& text) {
  auto result = lex(text);
  INFO(text);
  REQUIRE(result.problems.empty());
  REQUIRE(result.statements.size() == 1);
  std::vector<std::string> texts;
  for (const auto& token : result.statements[0].tokens)
    texts.push_back(token.text);
  return texts;
}

parse_problem only_problem(const std::string& text) {
  auto result = lex(text);
  INFO(text);
  REQUIRE(result.problems.size() == 1);
  CHECK(result.statements.empty());
  return result.problems[0];
}

using list = std::vector<std::string>;

} // namespace

TEST_CASE("O7 a line is words, quoted or not", "[console][lexer]") {
  CHECK(words("ask  what\tnow ") == list{"ask", "what", "now"});
  CHECK(words(R"("two words" 'and more')") == list{"two words", "and more"});
  CHECK(words(R"("a \"b\" \\ \n \t")") == list{"a \"b\" \\ \n \t"});
  CHECK(words(R"('it\'s {"n": "x\n"} \\')") == list{R"(it's {"n": "x\n"} \)"});
  CHECK(words("what's 5\" up") == list{"what's", "5\"", "up"});
  CHECK(words(R"(\"no \#no)") == list{"\"no", "#no"});
  CHECK(words("a#b \"#\" # comment \"") == list{"a#b", "#"});
  CHECK(words(R"("" '')") == list{"", ""});
  CHECK(words("\xef\xbb\xbfstatus\r\n") == list{"status"});
}

TEST_CASE("O7 options and settings have a name and a value", "[console][lexer]") {
  auto tokens = lex(R"(--in --in=s07 x='a b' "--in" -1 <= a!b=c)").statements.at(0).tokens;
  REQUIRE(tokens.size() == 7);
  CHECK((tokens[0].dashes && tokens[0].name == "in" && !tokens[0].has_value));
  CHECK((tokens[1].dashes && tokens[1].name == "in" && tokens[1].value == "s07"));
  CHECK(tokens[1].value_column == 11);
  CHECK((!tokens[2].dashes && tokens[2].name == "x" && tokens[2].value == "a b"));
  CHECK(tokens[2].text == "x=a b");
  for (std::size_t i = 3; i < tokens.size(); ++i) {
    CHECK_FALSE(tokens[i].dashes);
    CHECK(tokens[i].name.empty());
  }
}

TEST_CASE("O7 a word knows where it stood, in characters", "[console][lexer]") {
  auto result = lex("status\n\n  ask \"grüße €\" déjà # é\n");
  REQUIRE(result.statements.size() == 2);
  const auto& tokens = result.statements[1].tokens;
  REQUIRE(tokens.size() == 3);
  CHECK((tokens[0].line == 3 && tokens[0].column == 3 && tokens[0].length == 3));
  CHECK((tokens[1].column == 7 && tokens[1].length == 9));
  CHECK((tokens[2].column == 17 && tokens[2].length == 4));
  CHECK(result.statements[1].text == "ask \"grüße €\" déjà");
}

TEST_CASE("O7 a backslash joins the next line", "[console][lexer]") {
  for (std::string end : {"\n", "\r\n"}) {
    auto result =
        lex("gather s07 \\" + end + "  --window\\" + end + " 2s" + end + "status" + end);
    REQUIRE(result.statements.size() == 2);
    const auto& tokens = result.statements[0].tokens;
    REQUIRE(tokens.size() == 4);
    CHECK((tokens[2].line == 2 && tokens[2].column == 3));
    CHECK((tokens[3].line == 3 && tokens[3].column == 2));
    CHECK(result.statements[0].text == "gather s07 --window 2s");
    CHECK(result.statements[1].tokens[0].line == 4);
  }
  CHECK(is_continued("status \\"));
  CHECK_FALSE(is_continued("status # \\"));
  CHECK_FALSE(is_continued("ask \"\\"));
  CHECK_FALSE(is_continued(""));
}

TEST_CASE("O7 what is no word names the place", "[console][lexer]") {
  struct row {
    std::string text;
    int column, length;
    std::string message;
  };
  const std::vector<row> rows{
      {"ask \"open", 5, 5, "the quote is not closed"},
      {"ask 'open\"", 5, 6, "the quote is not closed"},
      {"ask \"a\"b", 8, 1, "text follows the closing quote"},
      {R"(ask "\x41")", 6, 2, "no such escape in double quotes"},
      {R"(ask "\)", 6, 1, "no such escape in double quotes"},
      {"ask C:\\dir", 7, 1, "a backslash here means nothing"},
      {"ask \\ ", 5, 1, "a backslash followed by a blank does not join the next line"},
      {"ask \\", 5, 1, "the backslash promises another line, and there is none"},
      {"ask a\x01", 6, 1, "a control character (\\x01)"},
      {std::string("ask \0", 5), 5, 1, "a control character (\\x00)"},
      {"ask a\rb", 6, 1, "a control character (\\x0d)"},
      {"ask \"\xc3(\"", 6, 1, "this byte is not UTF-8"},
      {"ask \xed\xa0\x80", 5, 1, "this byte is not UTF-8"}, // a surrogate
      {"ask \xc0\xaf", 5, 1, "this byte is not UTF-8"},     // an overlong form
  };
  for (const auto& [text, column, length, message] : rows) {
    auto problem = only_problem(text);
    INFO(text);
    CHECK(problem.line == 1);
    CHECK(problem.column == column);
    CHECK(problem.length == length);
    CHECK(problem.message == message);
    CHECK_FALSE(problem.expected.empty());
  }
}

TEST_CASE("O7 a bad line hides no other line", "[console][lexer]") {
  auto result = lex("status\nask \"open\nkpi\nask 'open\n");
  CHECK(result.statements.size() == 2);
  REQUIRE(result.problems.size() == 2);
  CHECK(result.problems[0].line == 2);
  CHECK(result.problems[1].line == 4);
}

TEST_CASE("a script has a bound in bytes and in commands", "[console][lexer]") {
  auto exact = lex("kpi\nkpi\n", {8, 2});
  CHECK(exact.problems.empty());
  auto long_one = lex("kpi\nkpi\n#", {8, 2});
  REQUIRE(long_one.problems.size() == 1);
  CHECK(long_one.problems[0].message == "the script is too long");
  CHECK(long_one.problems[0].expected == "at most 8 bytes (limits.script_bytes)");
  auto many = lex("kpi\n# fine\nkpi\nstatus\nstatus\n", {100, 2});
  CHECK(many.statements.size() == 2);
  REQUIRE(many.problems.size() == 1);
  CHECK(many.problems[0].line == 4);
  CHECK(many.problems[0].message == "more than 2 commands");
}
