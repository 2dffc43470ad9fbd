// What agents and operators write is shown, and never obeyed or hidden.
#include "runtime/base/utf8.hpp"
#include "runtime/base/visible.hpp"
#include "runtime/console/render.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::console;

namespace {

constexpr auto right_to_left = "\xe2\x80\xae"; // U+202E
constexpr auto zero_width = "\xe2\x80\x8b";    // U+200B
constexpr auto tag_a = "\xf3\xa0\x81\x81";     // U+E0041

} // namespace

TEST_CASE("O1 characters that cannot be seen are shown as escapes") {
  CHECK(printable(std::string("a") + right_to_left + "gnp.exe") == "a\\u202egnp.exe");
  CHECK(printable(zero_width) == "\\u200b");
  CHECK(printable(tag_a) == "\\U000e0041");
  CHECK(printable("\xef\xbb\xbf") == "\\ufeff");
  CHECK(printable("\xc2\xad") == "\\u00ad");
  CHECK(printable("\x1b[2J\xc2\x9b") == "\\x1b[2J\\xc2\\x9b");
  CHECK(printable("na\xc3\xafve \xe2\x82\xac \xf0\x9f\x98\x80")
        == "na\xc3\xafve \xe2\x82\xac \xf0\x9f\x98\x80");
  CHECK(printable_lines(std::string("a\n") + zero_width + "\n") == "a\n\\u200b\n");
}

TEST_CASE("O1 whatever is invisible is known by its code point") {
  for (std::uint32_t code :
       {0x0U, 0x1fU, 0x7fU, 0x9fU, 0xadU, 0x61cU, 0x200eU, 0x200fU, 0x202aU, 0x202eU, 0x2066U,
        0x2069U, 0xfe0fU, 0xfeffU, 0xe0001U, 0xe01efU})
    CHECK(is_invisible(code));
  for (std::uint32_t code : {0x20U, 0x7eU, 0xa0U, 0xacU, 0xaeU, 0x2010U, 0x2027U, 0x202fU,
                             0x20acU, 0xfffdU, 0x1f600U, 0xe1000U, 0x10ffffU})
    CHECK_FALSE(is_invisible(code));
}

TEST_CASE("O7 JSON says the same with them, and shows them") {
  const nlohmann::ordered_json value{
      {std::string("k") + zero_width, std::string(right_to_left) + tag_a + "\x7f\xc2\x9b"},
      {"plain", "\xc3\xa4"}};
  for (int indent : {-1, 2}) {
    const auto text = json_text(value, indent);
    CHECK(nlohmann::ordered_json::parse(text) == value);
    CHECK(text.find(right_to_left) == std::string::npos);
    CHECK(text.find("\\u202e\\udb40\\udc41\\u007f\\u009b") != std::string::npos);
    CHECK(text.find("\xc3\xa4") != std::string::npos);
  }
  CHECK(json_text("\xff") == "\"\xef\xbf\xbd\"");
  const auto json_form =
      GENERATE(output_format::json, output_format::jsonl, output_format::table);
  const auto shown =
      render({{"command", "x"}, {"value", right_to_left}}, {.format = json_form});
  CHECK(shown.find(right_to_left) == std::string::npos);
  CHECK(shown.find("\\u202e") != std::string::npos);
}
