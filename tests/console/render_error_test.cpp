// How errors look, alone and beside a result.
#include "tests/console/rendering.hpp"

using namespace mesh::console;

TEST_CASE("an error", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "gather", "exit_code": 1, "error": {"code": "unknown_target", "detail":
"there is no sector s99", "remedy": "sectors are s00 to s09"}})",
             {}, R"(
error: unknown_target: there is no sector s99
  remedy: sectors are s00 to s09
)");
  // clang-format on
}

TEST_CASE("an error beside a result", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "wait", "exit_code": 1, "waited_ms": 3, "error": {"code": "cancelled",
"detail": "", "remedy": ""}})",
             {}, R"(
waited 3.0 ms
error: cancelled
)");
  // clang-format on
}

TEST_CASE("an error in colour", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "gather", "exit_code": 1, "error": {"code": "timeout", "detail": "late",
"remedy": null}})",
             {.colour = true}, "\x1b[31merror:\x1b[0m timeout: late\n");
  // clang-format on
}
