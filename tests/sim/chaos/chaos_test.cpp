// Seeded chaos over the whole mesh: whatever fails, freezes and is asked for
// meanwhile, what must hold holds.
#include <cstdlib>
#include <iostream>

#include <spdlog/spdlog.h>

#include "tests/sim/chaos/checks.hpp"
#include "tests/sim/chaos/plan.hpp"
#include "tests/sim/chaos/runner.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh::testing;

TEST_CASE("seeded chaos: what must hold of a mesh holds whatever happens to it",
          "[sim][chaos]") {
  if (std::getenv("MESH_TEST_TELL") == nullptr)
    spdlog::set_level(spdlog::level::off); // thousands of failures, all meant
  auto tell = [](const std::string& step) {
    if (std::getenv("MESH_TEST_TELL") != nullptr)
      std::cerr << step << '\n';
  };
  for (auto seed : seeds_to_run(25)) {
    auto seen = live_through(plan_chaos(seed), tell);
    tell(std::to_string(seen.work.size()) + " pieces of work, "
         + std::to_string(seen.commands.size()) + " commands "
         + std::to_string(seen.conflicts.size()) + " conflicts "
         + std::to_string(seen.breakers.size()) + " breakers " + std::to_string(seen.posts_sent)
         + " posts " + std::to_string(seen.posts_undeliverable) + " lost; effects "
         + std::to_string([&] {
             std::size_t n = 0;
             for (auto& c : seen.commands)
               n += c.effects.size();
             return n;
           }())
         + " given up " + std::to_string(seen.given_up_before_heal));
    auto found = check_all(seen);
    std::string text;
    for (const auto& problem : found)
      text += "\n  " + problem;
    INFO("seed " << seed << ": " << text << "\nreplay: ./dev test --seed " << seed
                 << " --sim-seeds 1 --filter 'seeded chaos'");
    CHECK(found.empty());
  }
  spdlog::set_level(spdlog::level::info);
}
