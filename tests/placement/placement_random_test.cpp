#include "tests/placement/mesh_model.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::test;

// Checked all the time: no two processes work at a sector, the hub believes one at
// most, epochs only grow.
TEST_CASE(
    "R2 T5: whatever nodes, links and the hub do no sector is served twice and all come back",
    "[placement]") {
  int takeovers = 0;
  int pauses = 0;
  int alone = 0;
  int hubs = 0;
  int returns = 0;
  const auto seeds = mesh::testing::seeds_to_run(40);
  for (auto seed : seeds) {
    CAPTURE(seed); // replay: MESH_TEST_SEED, MESH_TEST_SIM_SEEDS=1
    mesh_model mesh(seed, 1 + static_cast<int>(seed % 6), 12);
    // Nodes that never heard of another do not expect to be relieved by one.
    mesh.run(std::chrono::seconds(6));
    for (int i = 0; i < 2; ++i) {
      mesh.rage(std::chrono::seconds(60));
      mesh.heal();
      mesh.run(std::chrono::seconds(35));
      mesh.check_whole();
    }
    takeovers += mesh.takeovers();
    pauses += mesh.pauses();
    alone += mesh.alone();
    hubs += mesh.hubs();
    returns += mesh.returns();
  }
  if (seeds.size() < 40)
    return; // a replay
  for (auto n : {takeovers, pauses, alone, hubs, returns})
    CHECK(n > 40); // it was worth looking at
}
