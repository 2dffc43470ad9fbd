// And its test, with the fixtures that are installed.
#define CATCH_CONFIG_RUNNER
#include "messages/ids.hpp"
#include "tests/support/catch.hpp"

int main(int argc, char* argv[]) {
  return Catch::Session().run(argc, argv);
}

TEST_CASE("a program tests what it makes of the mesh") {
  CHECK(mesh::parse_scope("s07"));
  CHECK_FALSE(mesh::parse_scope("sector seven"));
}
