#include "supervisors/resolution.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;

TEST_CASE("K3 a wrong hash is settled only by the good context and an end of the quarantine",
          "[conflicts]") {
  constexpr std::uint64_t good = 0xabc;
  const agent_id who{7, 4, 12};
  CHECK_FALSE(settle_hash_mismatch(who, {0, false}, good)); // it has not said yet
  CHECK_FALSE(settle_hash_mismatch(who, {0xbad, false}, good));
  CHECK_FALSE(settle_hash_mismatch(who, {0xbad, true}, good));
  CHECK_FALSE(settle_hash_mismatch(who, {good, true}, good));
  auto settled = settle_hash_mismatch(who, {good, false}, good);
  REQUIRE(settled);
  CHECK(settled->how == "context_refetched");
  CHECK(settled->note
        == "s07.c04.a12 works from the known-good context 0000000000000abc and is not in "
           "quarantine");
}
