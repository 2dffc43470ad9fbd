#include "config/nearest.hpp"

#include <array>
#include <string>

#include "tests/support/catch.hpp"

using mesh::nearest;

TEST_CASE("the nearest word is found for a slip, and none for another word", "[config]") {
  constexpr std::array<std::string_view, 3> known{"sectors", "agents", "jitter"};
  CHECK(nearest("sector", known) == "sectors");
  CHECK(nearest("agnets", known) == "agents");
  CHECK(nearest("JITTER", known) == "jitter");
  CHECK_FALSE(nearest("colour", known));
  CHECK_FALSE(nearest("", known));
  CHECK_FALSE(nearest(std::string(10'000, 's'), known));
  CHECK_FALSE(nearest("sectors", {}));
}
