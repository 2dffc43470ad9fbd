// And its test, with the fixtures that are installed.
#define CATCH_CONFIG_MAIN
#include "messages/ids.hpp"
#include "tests/support/catch.hpp"

TEST_CASE("a program tests what it makes of the mesh") {
  CHECK(mesh::parse_scope("s07"));
  CHECK_FALSE(mesh::parse_scope("sector seven"));
}
