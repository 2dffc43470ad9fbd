// Agents that are external programs, and bad ones: in real time, with real
// processes.
#include <csignal>

#include "tests/process/mesh_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/work/process_support.hpp"

using namespace mesh::test;

namespace {

/// A configuration whose agents of cluster s00.c00 are these programs, each
/// with a capability of its name.
std::string config_of(const scratch_folder& folder,
                      const std::vector<nlohmann::json>& commands) {
  nlohmann::json config;
  config["topology"] = {{"sectors", 2}, {"clusters_per_sector", 1}, {"agents_per_cluster", 10}};
  config["runtime"] = {{"workers", 2}};
  config["agents"] = nlohmann::json::array();
  for (std::size_t i = 0; i < commands.size(); ++i)
    config["agents"].push_back({{"where", "s00.c00.a0" + std::to_string(i)},
                                {"capabilities", {"work" + std::to_string(i)}},
                                {"command", commands[i]}});
  return folder.file("mesh.json", config.dump());
}

nlohmann::json program(const std::string& path) {
  return {{"argv", {path}}};
}

std::string first_capable(const std::string& options = {}) {
  return "delegate task --capability work0" + options;
}

} // namespace

TEST_CASE("O4 a program that does badly is a named error, and the mesh lives on", "[process]") {
  scratch_folder folder;
  auto [body, error, code] = GENERATE(table<std::string, std::string, int>({
      {"cat >/dev/null; echo '{garbage'", "command_bad_output", 1},
      {"cat >/dev/null", "command_bad_output", 1},
      {"cat >/dev/null; echo oops >&2; exit 1", "command_exit_status", 1},
      {"kill -KILL $$", "command_exit_status", 1},
      {"cat >/dev/null; yes", "command_output_limit", 1},
      {"cat >/dev/null; sleep 3600", "command_timeout", 4},
      {"cat >/dev/null; sleep 3600 & setsid sleep 3600 & wait", "command_timeout", 4},
  }));
  CAPTURE(body);
  auto bad = program(folder.script("bad", body));
  if (error == "command_timeout")
    bad["timeout_ms"] = 300;
  auto good = program(folder.script("good", "cat >/dev/null; echo '{\"state\": 1}'"));
  auto run = run_mesh({"dev", "--config", config_of(folder, {bad, good}), "--keep-going", "-o",
                       "json", "-c", first_capable(), "-c", "delegate task --capability work1",
                       "-c", "expect agents.total = 20"});
  CHECK(run.code == 1 + (code == 4 ? 3 : 0));
  auto results = results_of(run);
  REQUIRE(results.size() == 3);
  CHECK(results[0]["exit_code"] == code);
  CHECK(results[0]["error"]["code"] == error);
  CHECK(results[0]["attempts"][0]["agent"] == "s00.c00.a00");
  CHECK(results[0]["attempts"][0]["reason"] == error);
  CHECK(results[1]["exit_code"] == 0);
  CHECK(results[1]["agent"] == "s00.c00.a01");
  CHECK(results[2]["held"] == true);
  CHECK(folder.commands_running().empty());
}

TEST_CASE("Z6 Z8 a program that takes longer than a second is used again and again",
          "[process]") {
  scratch_folder folder;
  auto slow = program(folder.script(
      "slow", "cat >/dev/null; sleep 1.2; echo '{\"state\": 1, \"value\": \"ok\"}'"));
  auto run = run_mesh({"dev", "--config", config_of(folder, {slow}), "-o", "json", "-c",
                       first_capable(" --timeout 30s"), "-c", first_capable(" --timeout 30s"),
                       "-c", "status", "-c", first_capable(" --timeout 30s")});
  CHECK(run.code == 0);
  auto results = results_of(run);
  REQUIRE(results.size() == 4);
  for (auto i : {0, 1, 3})
    CHECK(results[static_cast<std::size_t>(i)]["result"] == "ok");
  CHECK(results[2]["mode"] == "FULL");
  CHECK(results[2]["agents"]["degraded"] == 0);
}

TEST_CASE("F3 a program that never ends is said to be stuck, and another one is chosen",
          "[process]") {
  scratch_folder folder;
  auto endless = program(folder.script("endless", "cat >/dev/null; sleep 3600"));
  endless["timeout_ms"] = 3'600'000;
  nlohmann::json config;
  config["topology"] = {{"sectors", 1}, {"clusters_per_sector", 1}, {"agents_per_cluster", 3}};
  for (auto none : {"B_SERVERLESS", "C_PERSISTENT", "D_GPU", "E_LOCAL", "F_HUMAN"})
    config["classes"][none]["share"] = 0;
  config["agents"] = {{{"where", "s00"}, {"capabilities", {"own"}}},
                      {{"where", "s00.c00.a00"}, {"command", endless}}};
  auto file = folder.file("mesh.json", config.dump());
  auto run = run_mesh({"dev", "--config", file, "--keep-going", "-o", "json", "-c",
                       "delegate one --capability own --timeout 3s", "-c",
                       "delegate two --capability own --timeout 3s", "-c",
                       "delegate three --capability own --timeout 3s", "-c", "events"});
  auto results = results_of(run);
  REQUIRE(results.size() == 4);
  CHECK(results[0]["error"]["code"] == "timeout");
  CHECK(results[1]["exit_code"] == 0);
  CHECK(results[2]["exit_code"] == 0);
  CHECK(has(results[3].dump(), "STUCK_WORK"));
  CHECK(folder.commands_running().empty());
}

TEST_CASE("O4 a program that is missing or none is named", "[process]") {
  scratch_folder folder;
  auto missing = program(folder.path("missing"));
  auto no_program = program(folder.file("text", "hello"));
  auto run =
      run_mesh({"dev", "--config", config_of(folder, {missing, no_program}), "--keep-going",
                "-o", "json", "-c", first_capable(), "-c", "delegate task --capability work1"});
  CHECK(run.code == 1);
  auto results = results_of(run);
  REQUIRE(results.size() == 2);
  for (const auto& result : results)
    CHECK(result["error"]["code"] == "command_missing");
  CHECK(has(results[0]["error"]["detail"].get<std::string>(), folder.path("missing")));
}

TEST_CASE("G2 a gather over bad programs counts each of them", "[process]") {
  scratch_folder folder;
  auto failing = program(folder.script("failing", "exit 1"));
  auto contrary = program(folder.script(
      "contrary", "cat >/dev/null; echo '{\"state\": -1, \"expected\": 1, \"received\": 2}'"));
  auto good = program(folder.script("good", "cat >/dev/null; echo '{\"state\": 1}'"));
  auto config = config_of(folder, {failing, contrary, good, good});
  words arguments{"dev", "--config", config, "-o", "json", "--keep-going"};
  for (const auto* i : {"0", "1", "2", "3"})
    arguments.insert(arguments.end(), {"-c", "gather s00.c00.a0" + std::string(i)
                                                 + " --window 1m --unscheduled"});
  auto results = results_of(run_mesh(arguments));
  REQUIRE(results.size() == 4);
  const words column{"refused", "conflict", "ready", "ready"};
  for (std::size_t i = 0; i < column.size(); ++i) {
    CAPTURE(results[i]);
    CHECK(results[i]["sent"] == 1);
    CHECK(results[i][column[i]] == 1);
  }
}

TEST_CASE("K3 what a program says it is not capable of, another one does", "[process]") {
  scratch_folder folder;
  auto unable = program(folder.script(
      "unable", "cat >/dev/null; echo '{\"state\": -1, \"expected\": \"an image\", "
                "\"received\": \"a text\", \"type\": \"CAPABILITY_MISMATCH\", "
                "\"needed_capabilities\": [\"work1\"]}'"));
  auto able = program(
      folder.script("able", "cat >/dev/null; echo '{\"state\": 1, \"value\": \"a cat\"}'"));
  auto run = run_mesh({"dev", "--config", config_of(folder, {unable, able}), "--keep-going",
                       "-o", "json", "-c", "delegate task --to s00.c00.a00", "-c",
                       "expect conflicts.ended_by_mesh = 1 within 30s", "-c", "conflicts"});
  auto results = results_of(run);
  REQUIRE(results.size() == 3);
  CHECK(results[1]["held"] == true);
  const auto& one = results[2]["rows"].at(0);
  CHECK(one["type"] == "CAPABILITY_MISMATCH");
  CHECK(one["state"] == "resolved");
  CHECK(one["resolution"]["how"] == "rerouted");
  CHECK(one["resolution"]["note"]
        == "given to s00.c00.a01, which is capable and answered: a cat");
}

TEST_CASE("O4 Ctrl-C takes a delegated task's program and its children with it", "[process]") {
  scratch_folder folder;
  announcement program_up(folder, "program"), child_up(folder, "child");
  auto hang = folder.script("hang", "sh -c 'echo $$ > '$here'/child; sleep 3600' &\n"
                                    "echo $$ > $here/program; wait");
  mesh_process mesh({"dev", "--config", config_of(folder, {program(hang)}), "-c",
                     first_capable(" --timeout 1h")});
  auto parent = program_up.pid(), child = child_up.pid();
  mesh.signal(SIGINT);
  CHECK(mesh.end().code == 1);
  CHECK(dies(parent));
  CHECK(dies(child));
}

TEST_CASE("O4 however the mesh ends, no program outlives it", "[process]") {
  auto number = GENERATE(SIGKILL, SIGTERM, SIGHUP);
  scratch_folder folder;
  announcement program_up(folder, "program"), child_up(folder, "child");
  auto hang = folder.script("hang", "setsid sh -c 'echo $$ > '$here'/child; sleep 3600' &\n"
                                    "echo $$ > $here/program; wait");
  mesh_process mesh({"dev", "--config", config_of(folder, {program(hang)}), "-c",
                     first_capable(" --timeout 1h")});
  auto parent = program_up.pid(), child = child_up.pid();
  mesh.signal(number);
  CHECK(mesh.end().code == 128 + number);
  CHECK(dies(parent));
  CHECK(dies(child));
}

TEST_CASE("O4 a program sees neither the console's input nor its ignored signals",
          "[process]") {
  scratch_folder folder;
  // Bit 12 of the mask is SIGPIPE, which mesh itself ignores.
  auto look = folder.script("look", R"(cat >/dev/null
mask=$(sed -n 's/^SigIgn:[[:space:]]*//p' /proc/self/status)
case $mask in *[13579bdf]???) echo '{"state": 1, "value": "ignored"}';;
*) echo '{"state": 1, "value": "default"}';; esac)");
  mesh_process mesh({"dev", "--config", config_of(folder, {program(look)}), "-o", "json"});
  mesh.write(first_capable() + "\nwait 0s\n");
  auto results = results_of(mesh.end());
  REQUIRE(results.size() == 2);
  CHECK(results[0]["result"] == "default");
}
