// D1, D2: what the modes let commands do, as an operator meets it. 1,200 agents in
// ten sectors that stay down once crashed; each sector is a tenth of them.
#include "tests/process/mesh_process.hpp"
#include "tests/support/catch.hpp"

using namespace mesh::test;

namespace {

ended run_modes(const std::string& script, const words& more = {}) {
  words all{"dev", "--config", MESH_MODES_CONFIG, "--virtual-time", "-o", "json"};
  all.insert(all.end(), more.begin(), more.end());
  all.emplace_back("-");
  return run_mesh(all, script);
}

/// So many sectors are lost, and a second later everybody knows.
std::string lose_sectors(int count, int first = 0) {
  std::string script;
  for (int i = first; i < first + count; ++i)
    script += "crash s0" + std::to_string(i) + " 100%\n";
  return script + "wait 1s\n";
}

/// The result of one command in a mesh that has lost that many sectors.
nlohmann::json result_in(int lost, const std::string& command) {
  auto results = results_of(run_modes(lose_sectors(lost) + "on failure continue\n" + command));
  return results.at(static_cast<std::size_t>(lost) + 2);
}

constexpr int full = 0;
constexpr int light = 1;
constexpr int moderate = 3;
constexpr int severe = 6;
constexpr int emergency = 8;

} // namespace

TEST_CASE("D1 the mode follows the active agents down", "[process][modes]") {
  auto [lost, mode] = GENERATE(table<int, std::string>({
      {full, "FULL"},
      {light, "DEGRADED_LIGHT"},
      {2, "DEGRADED_LIGHT"},
      {moderate, "DEGRADED_MODERATE"},
      {4, "DEGRADED_MODERATE"},
      {severe, "DEGRADED_SEVERE"},
      {7, "DEGRADED_SEVERE"},
      {emergency, "EMERGENCY"},
      {10, "EMERGENCY"},
  }));
  auto status = result_in(lost, "status");
  CHECK(status["mode"] == mode);
  CHECK(status["agents"]["active"] == 1'200 - 120 * lost);
  CHECK(status.contains("alert") == (mode == "EMERGENCY"));
}

TEST_CASE("D2 what a mode forbids is refused with reason, remedy and exit code 5",
          "[process][modes]") {
  auto [lost, command, error,
        reason] = GENERATE(table<int, std::string, std::string, std::string>({
      {light, "broadcast x --priority background", "mode_restricted",
       "broadcast in DEGRADED_LIGHT: no background work"},
      {light, "ask x --priority background", "mode_restricted", "ask in DEGRADED_LIGHT"},
      {moderate, "broadcast x", "mode_restricted", "no scatter over 1000 agents, this is 1200"},
      {moderate, "cascade wave --priority high", "mode_restricted",
       "cascade in DEGRADED_MODERATE"},
      {severe, "gather s09 --priority high", "mode_restricted", "critical work only"},
      {severe, "delegate x", "mode_restricted", "critical work only"},
      {severe, "broadcast x --priority critical", "approval_required", "mesh-wide"},
      {severe, "heal all", "approval_required", "heal in DEGRADED_SEVERE"},
      {severe, "route clear", "approval_required", "mesh-wide"},
      {emergency, "gather s09 --priority high", "mode_restricted", "critical work only"},
      {emergency, "gather s09 --priority critical", "approval_required", "any work"},
  }));
  CAPTURE(command);
  auto result = result_in(lost, command);
  CHECK(result["exit_code"] == 5);
  CHECK(result["error"]["code"] == error);
  CHECK(has(result["error"]["detail"].get<std::string>(), reason));
  CHECK_FALSE(result["error"]["remedy"].get<std::string>().empty());
  CHECK_FALSE(result.contains("sent")); // nobody was sent anything
}

TEST_CASE("D2 what a mode allows runs", "[process][modes]") {
  auto [lost, command] = GENERATE(table<int, std::string>({
      {full, "broadcast x --priority background"},
      {light, "gather s09"},
      {moderate, "gather s09 --priority high"},
      {moderate, "broadcast x --in s09"},
      {severe, "gather s09 --priority critical"},
      {severe, "broadcast x --priority critical --approve"},
      {severe, "heal s00"},
      {severe, "heal all --approve"},
      {severe, "route around s09.c00.a00"},
      {emergency, "gather s09 --priority critical --approve"},
      {emergency, "heal s00"},
      {emergency, "kpi"},
      {emergency, "crash s09.c00.a00"},
      {emergency, "simulate s09 latency=x2"},
  }));
  CAPTURE(command);
  auto result = result_in(lost, command);
  CHECK_FALSE(result.contains("error"));
  CHECK_FALSE(result.contains("held"));
  CHECK(result["exit_code"] != 5);
}

TEST_CASE("D2 work that is not urgent is held, and runs in order when the mode allows",
          "[process][modes]") {
  auto run = run_modes(lose_sectors(3) + R"(gather s09 --payload first
gather s08 --payload second
held
gather s07 --priority high
expect held.waiting = 2
heal s02
wait 2s
expect held.waiting = 0
expect held.released = 2
)");
  CHECK(run.code == 0);
  auto results = results_of(run);
  REQUIRE(results.size() == 15);
  CHECK(results[4]["held"]["number"] == 1);
  CHECK(results[4]["exit_code"] == 0);
  CHECK(has(results[4]["held"]["reason"].get<std::string>(), "not urgent"));
  CHECK(results[5]["held"]["number"] == 2);
  CHECK(results[6]["rows"][1]["text"] == "gather s08 --payload second");
  CHECK(results[7]["sent"] > 100); // urgent: now
  CHECK(results[9]["command"] == "heal");
  // They run while `wait` lets time pass, and before it is over.
  CHECK(results[10]["was_held"]["number"] == 1);
  CHECK(results[10]["was_held"]["text"] == "gather s09 --payload first");
  CHECK(results[10]["command"] == "gather");
  CHECK(results[10]["sent"] > 100);
  CHECK(results[11]["was_held"]["number"] == 2);
  CHECK(results[12]["command"] == "wait");
}

TEST_CASE("D2 what is held runs between commands and while expect waits, too",
          "[process][modes]") {
  auto at_expect = run_modes(lose_sectors(3)
                             + "gather s09\nheal s02\n"
                               "expect held.released = 1 within 5s\n");
  CHECK(at_expect.code == 0);
  auto at_end = results_of(run_modes(lose_sectors(3) + "gather s09\nheal s02\n"));
  CHECK(at_end.back()["was_held"]["number"] == 1);
}

TEST_CASE("D2 what is held at the end is named, and the exit code says so",
          "[process][modes]") {
  auto run = run_modes(lose_sectors(3) + "gather s09\ngather s08\nheld drop 1\n");
  CHECK(run.code == 3);
  CHECK(has(run.err, "stdin: 1 held, and did not run:\n  2  gather s08\n"));
  CHECK_FALSE(has(run.err, "  1  gather s09"));
  auto left = run_modes(lose_sectors(3) + "gather s09\nquit\n");
  CHECK(left.code == 3);
  auto worse = run_modes(lose_sectors(3) + "gather s09\nagents s99\n");
  CHECK(worse.code == 1); // the failure it stopped at
  CHECK(has(worse.err, "1 held, and did not run"));
}

TEST_CASE("D2 a held command that fails when it runs makes the script fail, and does not "
          "stop it",
          "[process][modes]") {
  auto run = run_modes(lose_sectors(3)
                       + "delegate x --capability nobody.has.it\nheal s02\n"
                         "wait 2s\nexpect held.released = 1\n");
  CHECK(run.code == 1);
  CHECK(has(run.err, "held command 1 failed with exit code 1"));
  CHECK(results_of(run).back()["command"] == "expect");
}

TEST_CASE("D2 a number that nothing held has is an error", "[process][modes]") {
  auto result = result_in(full, "held drop 7");
  CHECK(result["exit_code"] == 1);
  CHECK(result["error"]["code"] == "unknown_target");
  CHECK(result_in(full, "held")["rows"].empty());
}

TEST_CASE("D1 nothing that is held runs by itself in an emergency", "[process][modes]") {
  auto run = run_modes(lose_sectors(3) + "gather s09\n" + lose_sectors(5, 3)
                       + "wait 10s\nexpect held.waiting = 1\nexpect held.released = 0\n");
  CHECK(run.code == 3);
}

TEST_CASE("D1 a degraded mesh gives a task longer", "[process][modes]") {
  // The configuration says 400 ms.
  const std::string slow = "simulate s09.c00.a00 latency=10ms processing=500ms\n";
  const std::string task = "delegate x --to s09.c00.a00\n";
  CHECK(run_modes(slow + task).code == 4);
  CHECK(run_modes(slow + lose_sectors(1) + task).code == 0);
  CHECK(run_modes(slow + lose_sectors(1) + "delegate x --to s09.c00.a00 --timeout 300ms\n").code
        == 4); // what the operator says stays as it is
}

TEST_CASE("D1 a mesh that chooses takes healthy sectors only", "[process][modes]") {
  // A fifth of s09 is lost, and it is the cheapest to reach.
  const std::string ask = "ask x --sample 1000 --priority high --timeout 1s\n";
  const std::string setup = "crash s09 20%\nsimulate s09 latency=1ms processing=1ms\n";
  auto in_light = results_of(run_modes(setup + lose_sectors(1) + ask));
  CHECK(in_light.back()["targets"] == 1'000);
  auto in_moderate = results_of(run_modes(setup + lose_sectors(3) + ask));
  CHECK(in_moderate.back()["targets"] == 6 * 120);
  // Nobody is left to choose when every sector has lost some.
  auto none = results_of(run_modes("crash all 30%\nwait 1s\n" + ask));
  CHECK(none.back()["error"]["code"] == "no_capable_agent");
  CHECK(has(none.back()["error"]["detail"].get<std::string>(), "healthy sector"));
  auto task = results_of(run_modes("crash all 30%\nwait 1s\ndelegate x --priority high\n"));
  CHECK(task.back()["error"]["code"] == "no_capable_agent");
  CHECK(has(task.back()["error"]["detail"].get<std::string>(), "healthy sector"));
}

TEST_CASE("O7 a failure that the next command expects is none", "[process]") {
  auto expected = run_script("agents s09\nexpect last.exit_code = 1\nwait 1s\n");
  CHECK(expected.code == 0);
  CHECK(has(expected.err, "failed with exit code 1, as expected next"));
  CHECK(run_script("agents s09\nexpect last.exit_code >= 1\n").code == 0);
  auto other = run_script("agents s09\nexpect last.exit_code = 4\nwait 1s\n", {"-o", "json"});
  CHECK(other.code == 1);
  CHECK(results_of(other).size() == 1);
  CHECK(run_script("agents s09\nexpect agents.total = 45\n").code == 1);
  CHECK(run_script("agents s09\nexpect last.exit_code = 1\n", {"--strict"}).code == 1);
}
