// K4: kill -9 in the middle of a storm of conflicts loses nothing that was said.
#include <csignal>

#include "actors/work/random.hpp"
#include "messages/ids.hpp"
#include "tests/process/mesh_process.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh::test;
using nlohmann::json;

namespace {

words storm(const std::string& folder) {
  return {"dev", "--config", MESH_SMALL_CONFIG, "--data", folder, "--keep-going", "-q",
          "-o",  "json"};
}

const std::string one_wave = "gather --unscheduled --window 50ms --horizon 1ms\n";

/// Whoever is asked for it says so, and so how far it has come.
std::string unknown_id(std::uint64_t number) {
  return to_string(mesh::message_id{number});
}

/// The total of the newest `conflicts` in there; a result cut off by the kill is none.
std::uint64_t newest_total(const std::string& out) {
  std::uint64_t total = 0;
  for (const auto& result : whole_results(out))
    if (result.at("command") == "conflicts")
      total = result.at("of");
  return total;
}

json verified(const std::string& folder) {
  auto run = run_mesh({"verify", folder, "-o", "jsonl"});
  INFO(run.err);
  REQUIRE(run.code == 0);
  return json::parse(run.out);
}

} // namespace

TEST_CASE("K4 kill -9 in a storm of conflicts loses none that was shown", "[process]") {
  data_folder data;
  const auto folder = data.path().string();
  mesh::random_source random(mesh::testing::first_seed());
  std::uint64_t shown = 0;
  for (int round = 0; round < 10; ++round) {
    CAPTURE(round);
    mesh_process running(storm(folder));
    running.write("simulate all conflict=100% latency=1ms processing=1ms\n");
    for (std::uint64_t wave = 1; wave <= 200; ++wave) // more than it will come to
      running.write(one_wave + "conflicts --limit 1\nconflict " + unknown_id(wave) + "\n");
    running.wait_for_result("there is no conflict " + unknown_id(1 + random.below(20)));
    running.signal(SIGKILL);
    auto run = running.end();
    CHECK(run.code == 128 + SIGKILL);
    auto total = newest_total(run.out);
    CHECK(total > shown); // it had what the runs before it had shown, and more
    shown = total;
    CHECK(verified(folder).at("conflicts") >= shown);
  }
}
