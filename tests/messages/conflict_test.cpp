#include <catch2/catch.hpp>

#include "messages/conflict.hpp"

using namespace mesh;

TEST_CASE("K2: a conflict type is read back from its name in any case") {
  for (int i = 0; i <= static_cast<int>(conflict_type::other); ++i) {
    auto type = static_cast<conflict_type>(i);
    CAPTURE(to_string(type));
    CHECK(parse_conflict_type(to_string(type)) == type);
  }
  CHECK(parse_conflict_type("hash_mismatch") == conflict_type::hash_mismatch);
  CHECK_FALSE(parse_conflict_type("HASH"));
  CHECK_FALSE(parse_conflict_type(""));
}
