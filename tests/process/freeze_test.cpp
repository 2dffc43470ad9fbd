// O6 as operators meet it: a mesh is frozen, killed, started again, and goes on.
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "actors/work/random.hpp"
#include "tests/process/mesh_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh::test;

namespace {

/// The folder of a mesh of 45 agents, removed with the test.
struct frozen_mesh {
  frozen_mesh() {
    std::string name = (std::filesystem::temp_directory_path() / "mesh_freeze_XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    folder = name;
  }
  ~frozen_mesh() { std::filesystem::remove_all(folder); }

  [[nodiscard]] std::string data() const { return (folder / "data").string(); }
  [[nodiscard]] std::filesystem::path file(const std::string& where) const {
    return folder / "data" / "frozen" / (where + ".frozen");
  }
  /// In virtual time, to the end.
  [[nodiscard]] std::vector<nlohmann::json> run(const std::string& script) const {
    return run_json("on failure continue\n" + script, {"--data", data()});
  }
  [[nodiscard]] ended start() const { return run_script("status\n", {"--data", data()}); }
  /// These commands in a process that is still there when they are done, in real
  /// time: a process in virtual time would be through before it is killed.
  [[nodiscard]] words staying(const words& commands) const {
    words all{"dev", "--config", MESH_SMALL_CONFIG, "--data", data(), "--keep-going",
              "-o",  "jsonl"};
    for (const auto& c : commands)
      all.insert(all.end(), {"-c", c});
    all.insert(all.end(), {"-c", "wait 1h"});
    return all;
  }
  void run_and_kill(const words& commands, const std::string& last) const {
    mesh_process process(staying(commands));
    process.wait_for_result("\"command\":\"" + last + "\"");
    process.signal(SIGKILL);
    CHECK(process.end().code == 128 + SIGKILL);
  }
  std::filesystem::path folder;
};

/// Those who take seconds for a task.
std::string a_person(std::size_t which = 0) {
  return run_json("agents --class F --limit 2\n").at(0)["rows"].at(which)["id"];
}

/// Somebody has a task in hand that outlives its caller (M3).
words with_task(const std::string& who) {
  return {"simulate " + who + " latency=1ms processing=1h",
          "delegate task --to " + who + " --timeout 200ms --go-on"};
}

words joined(std::initializer_list<words> parts) {
  words all;
  for (const auto& part : parts)
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

TEST_CASE_METHOD(frozen_mesh,
                 "O6 after kill -9 a mesh is still frozen, and goes on with its tasks",
                 "[process]") {
  const auto person = a_person();
  run_and_kill(joined({with_task(person), with_task(a_person(1)), {"freeze all"}}), "freeze");
  REQUIRE(std::filesystem::exists(file("all")));

  auto results = run("status\ndelegate more --to " + person
                     + "\nbroadcast hello\ncascade wave\n"
                       "ask how\nheal\nexpect frozen.agents = 45\nthaw "
                     + person
                     + "\nthaw all\nexpect supervision.thawed_answers = 2 within 1m\n"
                       "expect frozen.agents = 0\ngather --horizon 1m\n");
  REQUIRE(results.size() == 13);
  CHECK(results[1]["frozen"]["agents"] == 45);
  CHECK(results[1]["frozen"]["scopes"] == std::vector<std::string>{"all"});
  for (auto turned_away : {2, 3, 4, 5, 8}) {
    CAPTURE(turned_away, results[turned_away].dump());
    CHECK(results[turned_away]["exit_code"] == 6);
    CHECK(results[turned_away]["error"]["code"] == "frozen");
  }
  CHECK(results[7]["held"] == true); // heal does not thaw
  CHECK(results[9]["going_on"] == 45);
  CHECK(results[9]["messages"]["in_hand"].get<int>()
            + results[9]["messages"]["waiting"].get<int>()
        == 2);
  CHECK(results[10]["held"] == true);
  CHECK(results[11]["held"] == true);
  CHECK(results[12]["ready"].get<int>() > 40);
  CHECK_FALSE(std::filesystem::exists(file("all")));
}

TEST_CASE_METHOD(frozen_mesh, "O6 what became of a task after thaw is written to the log",
                 "[process]") {
  const auto person = a_person();
  run_and_kill(joined({with_task(person), {"freeze " + person}}), "freeze");
  auto config = folder / "config.json";
  auto small = content(MESH_SMALL_CONFIG);
  auto at = small.find("\"workers\"");
  REQUIRE(at != std::string::npos);
  std::ofstream(config) << small.insert(at, "\"log_level\": \"info\", ");
  auto run = run_mesh({"dev", "--config", config.string(), "--data", data(), "--virtual-time",
                       "-c", "thaw all", "-c", "wait 1m"});
  CHECK(run.code == 0);
  CHECK(has(run.err, person + " finished message "));
}

TEST_CASE_METHOD(frozen_mesh,
                 "O6 a mesh that is killed at any moment of freezes and thaws starts again",
                 "[process]") {
  auto commands = with_task(a_person());
  words moments; // how far it has come is told by the agent that is frozen
  for (int i = 0; i < 45; ++i) {
    moments.push_back("s0" + std::to_string(i / 15) + ".c0" + std::to_string(i / 5 % 3) + ".a0"
                      + std::to_string(i % 5));
    commands.insert(commands.end(), {"freeze " + moments.back(), "freeze all", "thaw s00",
                                     "freeze s01", "thaw all"});
  }
  mesh::random_source random(mesh::testing::first_seed());
  for (int kill = 0; kill < 10; ++kill) {
    auto i = static_cast<std::size_t>(random.below(40));
    CAPTURE(kill, i);
    {
      mesh_process process(staying(commands));
      process.wait_for_result("\"target\":\"" + moments[i]);
      process.signal(SIGKILL);
      CHECK(process.end().code == 128 + SIGKILL);
    }
    auto results = run("thaw all\nexpect frozen.agents = 0\n");
    REQUIRE(results.size() == 3);
    CHECK(results[1]["exit_code"] == 0);
    CHECK(results[1]["going_on"] == 45);
    CHECK(results[2]["held"] == true);
    CHECK(std::filesystem::is_empty(folder / "data" / "frozen"));
  }
}

TEST_CASE_METHOD(frozen_mesh,
                 "O6 kill -9 ten times while scopes are frozen loses no task that was shown "
                 "to be preserved",
                 "[process]") {
  const auto person = a_person();
  const auto other = a_person(1);
  // What follows leaves the two frozen.
  auto commands =
      joined({with_task(person), with_task(other), {"freeze " + person, "freeze " + other}});
  words moments;
  for (int i = 0; i < 45; ++i) {
    auto agent = "s0" + std::to_string(i / 15) + ".c0" + std::to_string(i / 5 % 3) + ".a0"
                 + std::to_string(i % 5);
    if (agent == person || agent == other)
      continue;
    moments.push_back(agent);
    commands.insert(commands.end(), {"freeze " + agent, "thaw " + agent});
  }
  mesh::random_source random(mesh::testing::first_seed());
  for (int kill = 0; kill < 10; ++kill) {
    const auto& moment = moments[random.below(moments.size())];
    CAPTURE(kill, moment);
    {
      mesh_process process(staying(commands));
      process.wait_for_result("\"target\":\"" + moment);
      process.signal(SIGKILL);
      CHECK(process.end().code == 128 + SIGKILL);
    }
    auto results = run("thaw all\n"); // and whoever else was frozen at that moment
    REQUIRE(results.size() == 2);
    CHECK(results[1]["going_on"] == 45);
    const auto& messages = results[1]["messages"];
    CHECK(messages["in_hand"].get<int>() + messages["waiting"].get<int>() == 2);
  }
}

TEST_CASE_METHOD(
    frozen_mesh,
    "O6 a damaged frozen file, or one of another mesh, is named at the start and stays",
    "[process]") {
  CHECK(run("freeze s01\n").at(1)["preserved_in"] == file("s01").string());
  auto good = content(file("s01"));
  auto check_refused = [&](const ended& run, const std::string& code,
                           const std::string& remedy) {
    CHECK(run.code == 1);
    CHECK(run.out.empty());
    CHECK(has(run.err, "error: " + code));
    CHECK(has(run.err, file("s01").string()));
    CHECK(has(run.err, remedy));
  };
  check_refused(run_mesh({"dev", "--virtual-time", "--data", data(), "-c", "status"}),
                "config_invalid", "start the mesh with the counts it was frozen with");
  CHECK(content(file("s01")) == good);

  auto damaged = good;
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  std::ofstream(file("s01"), std::ios::binary) << damaged;
  check_refused(start(), "hash_mismatch", "backup");
  std::ofstream(file("s01"), std::ios::binary) << good.substr(0, good.size() / 2);
  check_refused(start(), "store_corrupt", "backup");
  std::ofstream(file("s01"), std::ios::binary) << "a shopping list";
  check_refused(start(), "store_foreign", "name the file");
  CHECK(content(file("s01")) == "a shopping list");

  std::ofstream(file("s01"), std::ios::binary) << good;
  CHECK(run("status\n").at(1)["frozen"]["agents"] == 15);
}

TEST_CASE("O6 without --data a freeze says that it does not outlive the process", "[process]") {
  auto results = run_json("freeze s01\nfreeze s01\nthaw s01\nthaw s01\n");
  CHECK(results.at(0)["preserved_in"].is_null());
  CHECK(results.at(0)["stopped"] == 15);
  CHECK(results.at(1)["stopped"] == 15); // again: nothing is different
  CHECK(results.at(2)["going_on"] == 15);
  CHECK(results.at(3)["going_on"] == 15);
  auto shown = run_script("freeze s01\n");
  CHECK(has(shown.out, "s01: 15 of 15 agents have stopped"));
  CHECK(has(shown.out, "kept in memory only"));
}

TEST_CASE("O6 what cannot be frozen is a clear error", "[process]") {
  CHECK(run_script("freeze\n").code == 2); // the whole mesh is `all`
  CHECK(run_script("thaw\n").code == 2);
  CHECK(run_script("freeze s99x\n").code == 2);
  auto results = run_json("on failure continue\nfreeze s09\nthaw s00.c00.a09\n");
  CHECK(results.at(1)["error"]["code"] == "unknown_target");
  CHECK(results.at(2)["error"]["code"] == "unknown_target");
}

TEST_CASE_METHOD(frozen_mesh,
                 "O6 a freeze that cannot be preserved says so, and can be repeated",
                 "[process]") {
  REQUIRE(std::filesystem::create_directories(folder / "data" / "frozen" / "s01.frozen.new"));
  auto results = run("freeze s01\nexpect frozen.agents = 15\n");
  CHECK(results.at(1)["exit_code"] == 1);
  CHECK(has(results.at(1)["error"]["detail"].get<std::string>(),
            "is frozen, and kept in memory only"));
  CHECK(has(results.at(1)["error"]["detail"].get<std::string>(), file("s01").string()));
  CHECK(results.at(2)["held"] == true);
  std::filesystem::remove(folder / "data" / "frozen" / "s01.frozen.new");
  CHECK(run("freeze s01\n").at(1)["exit_code"] == 0);
}
