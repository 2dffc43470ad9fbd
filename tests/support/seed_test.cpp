#include "tests/support/seed.hpp"

#include <string>

#include "tests/support/catch.hpp"

namespace {

std::uint64_t read(const char* text) {
  setenv("MESH_SEED_TEST", text, 1);
  auto value = mesh::testing::number_from_environment("MESH_SEED_TEST", 7);
  unsetenv("MESH_SEED_TEST");
  return value;
}

} // namespace

TEST_CASE("a seed from the command line is taken as it is", "[seed]") {
  CHECK(read("0") == 0);
  CHECK(read("18446744073709551615") == 18'446'744'073'709'551'615U);
}

TEST_CASE("without a usable seed a simulation runs with its own", "[seed]") {
  CHECK(mesh::testing::number_from_environment("MESH_NO_SUCH_VARIABLE", 7) == 7);
  for (const auto* text : {"", "-1", "x", "12x", "18446744073709551616"})
    CHECK(read(text) == 7);
}
