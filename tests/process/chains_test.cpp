// V8: kill -9 in the middle of chains: nothing verified is done again, no effect is missing.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>

#include "actors/work/random.hpp"
#include "runtime/records/chain_log.hpp"
#include "tests/process/mesh_process.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh::test;
using nlohmann::json;

namespace {

constexpr auto two_effects =
    R"({"name": "row", "speculate": "bounded", "tasks": [
        {"name": "a", "next": ["b"], "verify": [{"name": "v", "agents": 2}]},
        {"name": "b", "next": ["c"], "verify": [{"name": "v"}],
         "effects": [{"name": "e", "put_file": "b", "text": "${output}"}]},
        {"name": "c", "next": ["d"], "verify": [{"name": "v", "agents": 2, "sign_off": 2}]},
        {"name": "d", "verify": [{"name": "v"}],
         "effects": [{"name": "e", "put_file": "d", "text": "${a}${output}"}]}]})";

std::map<std::uint32_t, int> times_verified(const std::filesystem::path& folder) {
  auto log = mesh::chain_log::open(folder, {});
  REQUIRE(log);
  std::map<std::uint32_t, int> times;
  for (const auto& record : (*log)->take_records())
    if (const auto* verified = std::get_if<mesh::chain_checkpoint>(&record.what))
      ++times[verified->task];
  return times;
}

} // namespace

TEST_CASE("V8 chains go on after kill -9 from what was verified", "[process]") {
  mesh::random_source random(mesh::testing::first_seed());
  for (int round = 0; round < 4; ++round) {
    CAPTURE(round);
    const data_folder data;
    const auto effects = data.path() / "effects";
    std::ofstream(data.path() / "row.chain.json") << two_effects;
    const words dev{"dev",       "--config",  MESH_SMALL_CONFIG, "--data",
                    data.path(), "--effects", effects.string(),  "-q",
                    "-o",        "json"};
    {
      mesh_process running(dev);
      running.write("simulate all processing=100ms\n");
      running.write("chain run " + (data.path() / "row.chain.json").string() + "\n");
      running.wait_for_result("chain run");
      running.write("wait " + std::to_string(1 + random.below(900)) + "ms\n");
      running.wait_for_result("\"wait\"");
      running.signal(SIGKILL);
      CHECK(running.end().code == 128 + SIGKILL);
    }
    auto before = times_verified(data.path());
    auto run = run_mesh(dev, "expect chains.complete = 1 within 60s\nchain show row-1\n");
    INFO(run.out << run.err);
    CHECK(run.code == 0);
    auto results = results_of(run);
    CHECK(results.at(1).at("phase") == "complete");
    for (auto [task, times] : times_verified(data.path())) {
      CHECK(times == 1);
      before.erase(task);
    }
    CHECK(before.empty()); // nothing verified was lost
    CHECK(std::filesystem::exists(effects / "b"));
    CHECK(std::filesystem::exists(effects / "d"));
  }
}

TEST_CASE("V1 a chain with problems is refused by check and run, with each of them",
          "[process]") {
  const data_folder data;
  std::ofstream(data.path() / "bad.chain.json")
      << R"({"name": "bad", "tasks": [{"name": "a", "next": ["b"], "needs": ["fly"]}]})";
  auto run = run_mesh({"dev", "--config", MESH_SMALL_CONFIG, "-q", "-o", "json", "-c",
                       "chain check " + (data.path() / "bad.chain.json").string()});
  CHECK(run.code == 2);
  auto result = results_of(run).at(0);
  CHECK(result.at("error").at("code") == "config_invalid");
  CHECK(result.at("problems").at(0).at("where") == "/tasks/0/next/0");
}

TEST_CASE("V1 a chain is checked without a mesh, for any configuration", "[process]") {
  const data_folder data;
  const auto bad = (data.path() / "bad.chain.json").string();
  std::ofstream(bad)
      << R"({"name": "bad", "tasks": [{"name": "a", "next": ["b"], "needs": ["fly"]}]})";
  auto run = run_mesh({"chain", "check", bad, "-o", "json"});
  CHECK(run.code == 2);
  CHECK(json::parse(run.out).at("problems").at(0).at("where") == "/tasks/0/next/0");
  const auto build = std::string(MESH_EXAMPLES) + "/chains/build.chain.json";
  run = run_mesh({"chain", "check", build, "-o", "json"}); // nobody can build by default
  CHECK(run.code == 2);
  CHECK(json::parse(run.out).at("problems").at(0).at("where") == "/tasks/0/needs");
  run = run_mesh(
      {"chain", "check", build, "--config", std::string(MESH_EXAMPLES) + "/chains/build.json"});
  CHECK(run.code == 0);
  CHECK(run.out == build + ": good, 6 tasks\n");
  run = run_mesh({"chain", "check", build, "--config", bad});
  CHECK(run.code == 2);
  CHECK(has(run.err, "bad.chain.json"));
  run = run_mesh({"chain", "list"});
  CHECK(run.code == 2);
  CHECK(has(run.err, "is a command for a mesh"));
}

TEST_CASE("V1 a chain that is named begins once, in later processes too", "[process]") {
  const data_folder data;
  const auto one = (data.path() / "one.chain.json").string();
  const auto two = (data.path() / "two.chain.json").string();
  std::ofstream(one) << R"({"name": "c", "tasks": [{"name": "a"}]})";
  std::ofstream(two) << R"({"name": "c", "tasks": [{"name": "b"}]})";
  const words dev{
      "dev", "--config", MESH_SMALL_CONFIG, "--data", (data.path() / "kept").string(), "-q",
      "-o",  "json",     "--keep-going"};
  for (auto life : {0, 1}) {
    CAPTURE(life);
    auto results = results_of(run_mesh(dev, "chain run " + one
                                                + " --name nightly --follow\n"
                                                  "chain run "
                                                + two + " --name nightly\nchain list\n"));
    REQUIRE(results.size() == 3);
    CHECK(results[0].at("id") == "nightly");
    CHECK(results[0].at("again") == (life == 1));
    CHECK(results[0].at("phase") == "complete");
    CHECK(results[1].at("error").at("code") == "already_exists");
    CHECK(has(results[1].at("error").at("detail").get<std::string>(), "its digest is"));
    CHECK(results[2].at("rows").size() == 1);
  }
}
