// What is printed of looks that repeat: --watch (O7).
#include "runtime/console/terminal/look_view.hpp"

#include "tests/support/catch.hpp"

using namespace mesh::console;

TEST_CASE("O7 without a terminal a look is the lines that changed", "[console][watch]") {
  look_view looks;
  CHECK(looks.changed_lines("a 1\nb 2\n") == "a 1\nb 2\n");
  CHECK(looks.changed_lines("a 1\nb 2\n").empty());
  CHECK(looks.changed_lines("a 1\nb 3\nc 1\n") == "b 3\nc 1\n");
  CHECK(looks.changed_lines("c 1\n").empty());
  CHECK(looks.changed_lines("a 1\nc 1\n") == "a 1\n"); // it had gone
}

TEST_CASE("O7 on a terminal a look is drawn over the one before", "[console][watch]") {
  look_view looks;
  CHECK(looks.redrawn("t", "a\nb\n", 24) == "\x1b[2J\x1b[Ht\x1b[K\na\x1b[K\nb\x1b[K\n\x1b[J");
  CHECK(looks.redrawn("t", "a\n", 24) == "\x1b[Ht\x1b[K\na\x1b[K\n\x1b[J");
}

TEST_CASE("O7 a look that is longer than the terminal is cut, and says so",
          "[console][watch]") {
  look_view looks;
  const auto text = looks.redrawn("t", "1\n2\n3\n4\n5\n", 6);
  CHECK(text.find("3\x1b[K\n") != std::string::npos);
  CHECK(text.find("\n4\x1b[K\n") == std::string::npos);
  CHECK(text.find("2 more lines") != std::string::npos);
  CHECK(looks.redrawn("t", "1\n2\n", 0).find("2\x1b[K") != std::string::npos); // unknown height
}
