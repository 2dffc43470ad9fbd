// V3, V8: kill -9 while an effect is carried out, after its intent and before its outcome.
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>

#include "actors/work/process/unique_fd.hpp"
#include "tests/process/mesh_process.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh::test;

namespace {

/// One task with one effect: a line in `ledger`; then the first time it says that it has begun,
/// and does not end.
std::string chain_with(const std::string& more) {
  return R"({"name": "row", "tasks": [{"name": "a", "effects": [{"name": "e", "command":
      ["sh", "-c", "echo $MESH_IDEMPOTENCY_KEY >> ledger; [ $(wc -l < ledger) -gt 1 ] || { echo > begun; exec sleep 1000; }"])"
         + more + "}]}]}";
}

struct killed_in_effect {
  explicit killed_in_effect(const std::string& more) {
    std::filesystem::create_directory(out);
    REQUIRE(::mkfifo((out / "begun").c_str(), 0600) == 0);
    std::ofstream(data.path() / "row.chain.json") << chain_with(more);
    mesh_process running(dev);
    running.write("chain run " + (data.path() / "row.chain.json").string() + "\n");
    mesh::unique_fd begun{::open((out / "begun").c_str(), O_RDONLY | O_CLOEXEC)};
    REQUIRE(begun); // opened by the effect, too
    running.signal(SIGKILL);
    CHECK(running.end().code == 128 + SIGKILL);
  }
  [[nodiscard]] std::string ledger() const { return content_of(out / "ledger"); }

  const data_folder data;
  const std::filesystem::path out = data.path() / "out";
  const words dev{"dev",       "--config",  MESH_SMALL_CONFIG, "--data",
                  data.path(), "--effects", out.string(),      "-q",
                  "-o",        "json"};
};

} // namespace

TEST_CASE("V8 a command that may have run is run again by an operator alone", "[process]") {
  killed_in_effect t("");
  auto run = run_mesh(t.dev, "expect chains.stuck = 1 within 60s\nchain explain row-1\n");
  INFO(run.out << run.err);
  CHECK(run.code == 0);
  auto failure = results_of(run).at(1).at("effect_failure").get<std::string>();
  CHECK(failure.find("it may have been carried out, and may not") != std::string::npos);
  CHECK(t.ledger() == "row-1/a/e\n");
  run = run_mesh(t.dev, "expect chains.stuck = 1 within 60s\nchain retry row-1\n"
                        "expect chains.complete = 1 within 60s\n");
  INFO(run.out << run.err);
  CHECK(run.code == 0);
  CHECK(t.ledger() == "row-1/a/e\nrow-1/a/e\n"); // with the same key
}

TEST_CASE("V8 a command that may be repeated runs again by itself", "[process]") {
  killed_in_effect t(R"(, "repeat": "safe")");
  for (int i = 0; i < 2; ++i) { // and not in a third life
    auto run = run_mesh(t.dev, "expect chains.complete = 1 within 60s\n");
    INFO(run.out << run.err);
    CHECK(run.code == 0);
    CHECK(t.ledger() == "row-1/a/e\nrow-1/a/e\n");
  }
}

TEST_CASE("V3 a command that fails makes its chain stuck, with its last words", "[process]") {
  const data_folder data;
  std::ofstream(data.path() / "c.chain.json") << R"({"name": "c", "tasks": [{"name": "a",
      "effects": [{"name": "e", "command": ["sh", "-c", "echo no such host >&2; exit 7"]}]}]})";
  auto run = run_mesh({"dev", "--config", MESH_SMALL_CONFIG, "--effects", data.path(), "-q",
                       "-o", "json", "-c",
                       "chain run " + (data.path() / "c.chain.json").string() + " --follow"});
  CHECK(run.code != 0);
  auto result = results_of(run).at(0);
  CHECK(result.at("phase") == "stuck");
  auto failure = result.at("effect_failure").get<std::string>();
  CHECK(failure.find("c-1/a/e: sh exited with status 7: no such host") != std::string::npos);
}
