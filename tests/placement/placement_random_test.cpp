#include <algorithm>

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
  std::vector<mesh_model::counts> all;
  const auto seeds = mesh::testing::seeds_to_run(40);
  for (auto seed : seeds) {
    CAPTURE(seed); // replay: MESH_TEST_SEED, MESH_TEST_SIM_SEEDS=1
    mesh_model mesh(seed, 1 + static_cast<int>(seed % 6), 12);
    for (int i = 0; i < 2; ++i) {
      mesh.rage(std::chrono::seconds(60));
      mesh.heal();
      mesh.run(std::chrono::seconds(35));
      mesh.check_whole();
    }
    all.push_back(mesh.seen());
  }
  if (seeds.size() < 40)
    return; // a replay
  using counts = mesh_model::counts;
  for (auto what :
       {&counts::takeovers, &counts::pauses, &counts::alone, &counts::hubs, &counts::returns,
        &counts::splits, &counts::kept, &counts::dead, &counts::forgotten, &counts::seconds}) {
    int n = 0;
    for (const auto& one : all)
      n += one.*what;
    CHECK(n > 10); // it was worth looking at
  }
}

// Checked all the time as above.
TEST_CASE("R2 whatever data a hub starts with no sector is served twice", "[placement]") {
  std::size_t behind = 0;
  const auto seeds = mesh::testing::seeds_to_run(40);
  for (auto seed : seeds) {
    CAPTURE(seed);
    mesh_model mesh(seed, 2 + static_cast<int>(seed % 5), 12);
    mesh.rage(std::chrono::seconds(60));
    mesh.heal();
    mesh.run(std::chrono::seconds(35));
    mesh.check_whole();
    mesh.lose_disk();
    mesh.run(std::chrono::seconds(40));
    mesh.heal();
    mesh.run(std::chrono::seconds(10));
    mesh.adopt(); // where nobody comes back any more, of whom somebody was told
    mesh.run(std::chrono::seconds(35));
    mesh.check_whole();
    behind += static_cast<std::size_t>(mesh.seen().behind);
  }
  CHECK(behind < std::max<std::size_t>(seeds.size(), 40)); // without it most are whole again
}
