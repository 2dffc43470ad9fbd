#include "config/nearest.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"

using mesh::edit_distance;
using mesh::nearest;

TEST_CASE("the nearest word is found for a slip, and none for another word", "[config]") {
  const std::vector<std::string_view> known{"sectors", "agents", "jitter"};
  CHECK(nearest("sector", known) == "sectors");
  CHECK(nearest("agnets", known) == "agents");
  CHECK(nearest("JITTER", known) == "jitter");
  CHECK(nearest("colour", known).empty());
  CHECK(nearest("", known).empty());
  CHECK(nearest(std::string(100'000, 's'), known).empty());
  CHECK(nearest("sectors", {}).empty());
}

TEST_CASE("a word of which only the beginning was typed is found", "[config]") {
  CHECK(nearest("casc", {"ask", "cascade"}) == "cascade");
  CHECK(nearest("gahter", {"agent", "gather"}) == "gather");
  CHECK(nearest("hepl", {"heal", "help"}) == "help");
  CHECK(nearest("hepl", {"help", "heal"}) == "help");
  CHECK(nearest("xy", {"ask", "kpi"}).empty());
}

TEST_CASE("the distance of two words counts swapped neighbours once", "[config]") {
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("ab", "ba") == 1);
  CHECK(edit_distance("ABC", "abc") == 0);
}
