#include "messages/capabilities.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"

using namespace mesh;

TEST_CASE("X4 a set includes what it has, and the empty set always", "[capabilities]") {
  capability_set have;
  have.add(0);
  have.add(63);
  capability_set want;
  CHECK(have.includes(want));
  CHECK(want.includes(want));
  want.add(63);
  CHECK(have.includes(want));
  want.add(1);
  CHECK_FALSE(have.includes(want));
  CHECK_FALSE(want.includes(have));
  want.remove(1);
  want.remove(1);
  CHECK(have.includes(want));
  want.remove(63);
  CHECK(want.empty());
  CHECK_FALSE(want.has(63));
}

TEST_CASE("X4 a capability keeps its number", "[capabilities]") {
  capability_catalogue catalogue;
  CHECK(catalogue.add("observe") == 0);
  CHECK(catalogue.add("store") == 1);
  CHECK(catalogue.add("observe") == 0);
  CHECK(catalogue.names() == std::vector<std::string>{"observe", "store"});
}

TEST_CASE("X4 a catalogue takes 64 capabilities and names the 65th", "[capabilities]") {
  capability_catalogue catalogue;
  for (int i = 0; i < capability_set::max_size; ++i)
    REQUIRE(catalogue.add("c" + std::to_string(i)) == i);
  CHECK(catalogue.add("c63") == 63); // known already
  auto one_more = catalogue.add("c64");
  REQUIRE_FALSE(one_more);
  CHECK(one_more.error().code == errc::invalid_argument);
  CHECK(one_more.error().detail.find("c64") != std::string::npos);
  CHECK(catalogue.names().size() == 64);
}

TEST_CASE("X4 what cannot name a capability is refused with a remedy", "[capabilities]") {
  capability_catalogue catalogue;
  for (const auto& name : {std::string{}, std::string("a b"), std::string("ä"),
                           std::string("a\0b", 3), std::string("a/b"), std::string(65, 'a')}) {
    auto index = catalogue.add(name);
    REQUIRE_FALSE(index);
    CHECK(index.error().code == errc::invalid_argument);
    CHECK_FALSE(index.error().remedy.empty());
  }
  for (const auto& name : {std::string("a"), std::string("A.b_c-9"), std::string(64, 'z')})
    CHECK(catalogue.add(name));
}

TEST_CASE("Z8 names resolve to a set, and an unknown one is named", "[capabilities]") {
  capability_catalogue catalogue;
  for (const auto* name : {"observe", "store", "review"})
    (void)catalogue.add(name);
  CHECK(catalogue.resolve({})->empty());
  auto set = catalogue.resolve({"review", "observe", "review"});
  REQUIRE(set);
  CHECK(catalogue.names_in(*set) == std::vector<std::string>{"observe", "review"});
  auto unknown = catalogue.resolve({"observe", "fly"});
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().code == errc::no_capable_agent);
  CHECK(unknown.error().detail.find("\"fly\"") != std::string::npos);
}
