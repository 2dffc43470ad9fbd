#include "actors/coordination/settled.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

TEST_CASE("T5 a newcomer has settled after its heartbeats, or after long enough", "[settled]") {
  const config cfg; // 3 heartbeats, 12 at most, unstable over a drift of 0.5
  agent_row calm, wild;
  wild.drift = 0.6F;
  CHECK_FALSE(settled(calm, 2, cfg));
  CHECK(settled(calm, 3, cfg));
  CHECK_FALSE(settled(wild, 3, cfg));
  CHECK_FALSE(settled(wild, 11, cfg));
  CHECK(settled(wild, 12, cfg));
}
