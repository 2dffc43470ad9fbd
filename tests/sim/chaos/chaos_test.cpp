// Seeded chaos over the whole mesh: whatever fails, freezes and is asked for
// meanwhile, what must hold holds. MESH_TEST_TELL=1 tells each step and what
// the mesh logs of it.
#include <cstdlib>
#include <iostream>

#include <spdlog/spdlog.h>

#include "tests/sim/chaos/checks.hpp"
#include "tests/sim/chaos/plan.hpp"
#include "tests/sim/chaos/runner.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh::testing;

namespace {

/// Thousands of failures, all of them meant: nobody wants to read of them.
struct quiet_log {
  explicit quiet_log(bool quiet) {
    if (quiet)
      spdlog::set_level(spdlog::level::off);
  }
  ~quiet_log() { spdlog::set_level(before); }
  quiet_log(const quiet_log&) = delete;
  quiet_log& operator=(const quiet_log&) = delete;
  spdlog::level::level_enum before = spdlog::get_level();
};

} // namespace

TEST_CASE("seeded chaos: what must hold of a mesh holds whatever happens to it",
          "[sim][chaos]") {
  const auto telling = std::getenv("MESH_TEST_TELL") != nullptr;
  quiet_log quiet(!telling);
  auto tell = [&](const std::string& step) {
    if (telling)
      std::cerr << step << '\n';
  };
  for (auto seed : seeds_to_run(25)) {
    std::string found;
    for (const auto& problem : check_all(live_through(plan_chaos(seed), tell)))
      found += "\n  " + problem;
    INFO("seed " << seed << ":" << found << "\nreplay: ./dev test --seed " << seed
                 << " --sim-seeds 1 --filter 'seeded chaos'");
    CHECK(found.empty());
  }
}

TEST_CASE("seeded chaos: a seed replays exactly", "[sim][chaos]") {
  quiet_log quiet(true);
  auto plan = plan_chaos(first_seed());
  auto once = live_through(plan);
  auto again = live_through(plan);
  REQUIRE(once.work.size() == again.work.size());
  for (std::size_t i = 0; i < once.work.size(); ++i)
    CHECK(once.work[i].begun == again.work[i].begun);
  CHECK(once.posts_sent == again.posts_sent);
  CHECK(once.breakers.size() == again.breakers.size());
  CHECK(once.at_end == again.at_end);
}
