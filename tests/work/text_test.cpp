#include "actors/work/text.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;

TEST_CASE("well-formed UTF-8 is told from other bytes") {
  const auto [bytes, expected] = GENERATE(table<std::string, bool>({
      {"", true},
      {"plain", true},
      {std::string("\0", 1), true},
      {"\xc3\xa4", true},          // two bytes
      {"\xe2\x82\xac", true},      // three
      {"\xf0\x9f\x98\x80", true},  // four
      {"\xf4\x8f\xbf\xbf", true},  // the last code point
      {"\x80", false},             // a stray continuation
      {"\xc3", false},             // cut off
      {"\xe2\x82", false},         // cut off
      {"\xc3\x28", false},         // no continuation
      {"\xc0\xaf", false},         // overlong
      {"\xe0\x80\xaf", false},     // overlong
      {"\xf0\x80\x80\xaf", false}, // overlong
      {"\xed\xa0\x80", false},     // a surrogate
      {"\xf4\x90\x80\x80", false}, // past the last
      {"\xff", false},
  }));
  CHECK(is_utf8(bytes) == expected);
}

TEST_CASE("text for an error message is short and has nothing that upsets a terminal") {
  CHECK(printable("", 5) == "");
  CHECK(printable("12345", 5) == "12345");
  CHECK(printable("123456", 5) == "12345...");
  CHECK(printable("\x1b[31m\tred\n", 80) == ".[31m.red.");
  CHECK(printable("\xc3\xa4\xff\xe2\x82\xac", 2) == "\xc3\xa4....");
  CHECK(printable("a\xc2\x9b"
                  "b",
                  80)
        == "a.b"); // a control of Latin 1
}

TEST_CASE("the last line is the last that says something") {
  CHECK(last_line("").empty());
  CHECK(last_line(" \n\r\n").empty());
  CHECK(last_line("one") == "one");
  CHECK(last_line("one\ntwo\n\n") == "two");
}
