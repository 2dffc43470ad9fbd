// V8: chains of real programs, killed with SIGKILL again and again at moments that follow from
// a seed: nothing verified is done again, each effect happens once, and every chain ends.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "actors/work/random.hpp"
#include "runtime/records/chain_log.hpp"
#include "tests/process/mesh_process.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh::test;

namespace {

constexpr int chains_at_once = 3;

/// Notes each piece of work in a ledger; a check says that it is good.
constexpr auto agent_of_ledger = R"sh(#!/bin/sh
input=$(cat)
payload=$(printf '%s' "$input" | sed -n 's/.*"payload":"\([^"]*\)".*/\1/p')
case $payload in
  'work '*) echo "${payload#work }" >>"$LEDGER" ;;
esac
printf '{"state": 1, "value": "done"}\n'
)sh";

/// Its own name stands in what its agents are given.
std::string chain_named(const std::string& name) {
  auto task = [&](const std::string& of, const std::string& rest) {
    return R"({"name": ")" + of + R"(", "payload": "work )" + name + "." + of
           + R"(", "needs": ["build"], "verify": [{"name": "v", "needs": ["check"], "agents": 2}], )"
           + rest + "}";
  };
  const std::string once =
      R"({"name": "once", "repeat": "safe", "command": ["sh", "-c",
          "grep -qx \"$MESH_IDEMPOTENCY_KEY\" ledger || echo \"$MESH_IDEMPOTENCY_KEY\" >> ledger"]})";
  const std::string file =
      R"({"name": "file", "put_file": ")" + name + R"(", "text": "${output}"})";
  return R"({"name": ")" + name + R"(", "speculate": "bounded", "tasks": [)"
         + task("a", R"("next": ["b", "c"])") + ", "
         + task("b", R"("next": ["d"], "effects": [)" + once + "]") + ", "
         + task("c", R"("next": ["d"])") + ", "
         + task("d", R"("next": ["e"], "effects": [)" + file + ", " + once + "]") + ", "
         + task("e", R"("effects": [)" + once + "]") + "]}";
}

struct killed_chains {
  killed_chains() {
    std::ofstream(agent) << agent_of_ledger;
    std::filesystem::permissions(agent, std::filesystem::perms::owner_all);
    std::ofstream(config) << R"({"topology": {"sectors": 1, "clusters_per_sector": 2,
        "agents_per_cluster": 6}, "agents": [)"
                          << agents_in("s00.c00", "build") << ", "
                          << agents_in("s00.c01", "check") << "]}";
    for (int i = 0; i < chains_at_once; ++i)
      std::ofstream(file_of(i)) << chain_named(name_of(i));
  }
  [[nodiscard]] std::string agents_in(const std::string& where, const std::string& what) const {
    return R"({"where": ")" + where + R"(", "class": "E_LOCAL", "capabilities": [")" + what
           + R"("], "command": {"argv": [")" + agent.string() + R"("], "env": ["LEDGER=)"
           + ledger.string() + R"("]}})";
  }
  static std::string name_of(int chain) { return "row" + std::to_string(chain); }
  [[nodiscard]] std::filesystem::path file_of(int chain) const {
    return data.path() / (name_of(chain) + ".chain.json");
  }
  [[nodiscard]] words mesh() const {
    return {"dev",
            "--config",
            config.string(),
            "--data",
            (data.path() / "kept").string(),
            "--effects",
            out.string(),
            "-q",
            "-o",
            "jsonl"};
  }
  /// How often each task was worked on.
  [[nodiscard]] std::map<std::string, int> worked() const { return lines_of(ledger); }
  [[nodiscard]] static std::map<std::string, int> lines_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::map<std::string, int> times;
    for (std::string line; std::getline(in, line);)
      ++times[line];
    return times;
  }
  /// The tasks whose verification is on the disk, as the ledger names them.
  [[nodiscard]] std::set<std::string> verified() const {
    auto log = mesh::chain_log::open(data.path() / "kept", {});
    REQUIRE(log);
    std::set<std::string> tasks;
    std::map<std::uint32_t, std::shared_ptr<const mesh::chain_plan>> plans;
    for (const auto& record : (*log)->take_records()) {
      if (const auto* begun = std::get_if<mesh::chain_begun>(&record.what))
        plans[record.chain] = begun->plan;
      if (const auto* one = std::get_if<mesh::chain_checkpoint>(&record.what)) {
        const auto& plan = *plans.at(record.chain);
        CHECK(tasks.insert(plan.name + "." + plan.tasks[one->task].name).second);
      }
    }
    return tasks;
  }

  const data_folder data;
  const std::filesystem::path agent = data.path() / "agent.sh";
  const std::filesystem::path config = data.path() / "mesh.json";
  const std::filesystem::path ledger = data.path() / "work";
  const std::filesystem::path out = data.path() / "out";
};

/// Lets it go on for a while, and kills it.
void run_on_and_kill(const killed_chains& t, bool first, mesh::random_source& random) {
  mesh_process running(t.mesh());
  for (int i = 0; first && i < chains_at_once; ++i) {
    running.write("chain run " + t.file_of(i).string() + "\n");
    running.wait_for_result("\"" + killed_chains::name_of(i) + "-");
  }
  running.write("wait " + std::to_string(1 + random.below(400)) + "ms\n");
  running.wait_for_result("\"wait\"");
  running.signal(SIGKILL);
  CHECK(running.end().code == 128 + SIGKILL);
}

} // namespace

TEST_CASE("V8 whenever chains of programs are killed, nothing is lost or done twice",
          "[process]") {
  constexpr auto usual_rounds = 8;
  for (auto seed : mesh::testing::seeds_to_run(usual_rounds)) {
    CAPTURE(seed);
    mesh::random_source random(seed);
    const killed_chains t;
    const auto kills = 1 + random.below(4);
    for (std::uint64_t kill = 0; kill < kills; ++kill) {
      const auto verified = kill == 0 ? std::set<std::string>() : t.verified();
      const auto before = t.worked();
      run_on_and_kill(t, kill == 0, random);
      const auto now = t.verified();
      const auto after = t.worked();
      for (const auto& task : verified) {
        CAPTURE(task);
        CHECK(now.contains(task));
        CHECK(after.at(task) == before.at(task));
      }
    }
    const auto verified = t.verified();
    const auto before = t.worked();
    auto run = run_mesh(t.mesh(), "expect chains.complete = " + std::to_string(chains_at_once)
                                      + " within 60s\nchain list\n");
    INFO(run.out << run.err);
    CHECK(run.code == 0);
    CHECK(t.verified().size() == std::size_t{5} * chains_at_once);
    const auto after = t.worked();
    for (const auto& task : verified)
      CHECK(after.at(task) == before.at(task));
    std::map<std::string, int> effects;
    for (int i = 0; i < chains_at_once; ++i) {
      const auto id = killed_chains::name_of(i) + "-" + std::to_string(i + 1);
      for (const auto* task : {"b", "d", "e"})
        effects[id + "/" + task + "/once"] = 1;
      CHECK(content_of(t.out / killed_chains::name_of(i)) == "done");
    }
    CHECK(killed_chains::lines_of(t.out / "ledger") == effects);
  }
}
