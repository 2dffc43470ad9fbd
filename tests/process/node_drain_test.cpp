// Planned moves, with real programs on real hosts.
#include <filesystem>

#include "tests/process/node_hosts.hpp"

using namespace mesh::test;

namespace {

/// A program agent in each sector. Each notes its begin and its end, and works until the test
/// lets it go.
struct working_hosts : hosts {
  std::filesystem::path log = path() / "log";
  nlohmann::json agents = nlohmann::json::array();

  working_hosts() {
    issue("n2", "sectors");
    auto program = path() / "work.sh";
    std::ofstream(program) << "#!/bin/sh\n"
                              "cd \"${0%/*}\"\n"
                              "echo begin >> log\n"
                              "while [ ! -e go ]; do sleep 0.05; done\n"
                              "echo end >> log\n"
                              "echo '{\"state\": 1, \"value\": \"done\"}'\n";
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    for (int sector = 0; sector < 4; ++sector)
      agents.push_back({{"where", "s0" + std::to_string(sector) + ".c00.a00"},
                        {"capabilities", {"work.slowly"}},
                        {"command", {{"argv", {program.string()}}, {"timeout_ms", 60'000}}}});
  }
  [[nodiscard]] std::string noted() const {
    std::ifstream in(log);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  /// Asks the mesh between two looks: some conditions look at a file only.
  template <class Holds>
  bool becomes(Holds holds) const {
    for (int i = 0; i < 1'000; ++i) {
      if (holds())
        return true;
      (void)ask({"nodes", "-o", "jsonl"});
    }
    return false;
  }
};

} // namespace

TEST_CASE_METHOD(working_hosts,
                 "T5 programs on a host that is drained end there, and none begins twice",
                 "[process]") {
  mesh_process o1({"node", "--config",
                   orchestrator({{"placement", {{"expected_nodes", 2}}}, {"agents", agents}}),
                   "--data", (path() / "data").string()});
  o1.wait_for_remark("operators connect at");
  mesh_process n1({"node", "--config", sectors("n1", {{"agents", agents}})});
  mesh_process n2({"node", "--config", sectors("n2", {{"agents", agents}})});
  REQUIRE(becomes([&] {
    return has(ask({"status", "-o", "jsonl"}).out, "\"active\":40,\"total\":40");
  }));

  mesh_process gather({"gather", "--capability", "work.slowly", "--unscheduled", "--window",
                       "60s", "-o", "jsonl", "--at", "127.0.0.1:" + operators_port, "--certs",
                       certs});
  REQUIRE(becomes([&] { return times(noted(), "begin") == 4; }));
  CHECK(ask({"node", "drain", "n2"}).code == 0);
  CHECK(has(ask({"nodes", "-o", "jsonl"}).out, "draining"));
  std::ofstream(path() / "go") << "";

  auto all = gather.end();
  CHECK(all.code == 0);
  CHECK(has(all.out, "\"ready\":4"));
  CHECK(times(noted(), "begin") == 4);
  CHECK(times(noted(), "end") == 4);
  CHECK(becomes([&] {
    auto nodes = nlohmann::json::parse(ask({"nodes", "-o", "json"}).out);
    for (const auto& row : nodes["rows"])
      if (row["name"] == "n2")
        return row["sectors"] == 0;
    return false;
  }));
}
