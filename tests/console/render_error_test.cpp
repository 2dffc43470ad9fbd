// How errors look, alone and beside a result.
#include "tests/console/rendering.hpp"

using namespace mesh::console;

TEST_CASE("an error", "[console][render]") {
  // clang-format off
  constexpr std::string_view result =
      R"({"command": "gather", "exit_code": 1, "error": {"code": "unknown_target", "detail":
"there is no sector s99", "remedy": "sectors are s00 to s09"}})";
  check_view(result, {}, "");
  check_complaint(result, {}, R"(
error: unknown_target: there is no sector s99
  remedy: sectors are s00 to s09
)");
  // clang-format on
}

TEST_CASE("an error beside a result", "[console][render]") {
  // clang-format off
  constexpr std::string_view result =
      R"({"command": "wait", "exit_code": 1, "waited_ms": 3, "error": {"code": "cancelled",
"detail": "", "remedy": ""}})";
  check_view(result, {}, "waited 3.0 ms\n");
  check_complaint(result, {}, "error: cancelled\n");
  // clang-format on
}

TEST_CASE("an error in colour", "[console][render]") {
  // clang-format off
  check_complaint(R"({"command": "gather", "exit_code": 1, "error": {"code": "timeout", "detail": "late",
"remedy": null}})",
             {.colour = true}, "\x1b[31merror:\x1b[0m timeout: late\n");
  // clang-format on
}
