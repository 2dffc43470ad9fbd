// X1, R2: agents that live outside of a mesh over several hosts, with real programs.
#include <csignal>
#include <filesystem>
#include <map>
#include <memory>

#include "tests/process/node_hosts.hpp"

using namespace mesh::test;

namespace {

/// An orchestrator and two hosts with ports, and an agent outside whose place is in s01.
struct hosts_with_ports : hosts {
  std::map<std::string, std::unique_ptr<mesh_process>> running;
  std::unique_ptr<mesh_process> agent;
  std::filesystem::path program = path() / "work.sh";
  std::filesystem::path invite = path() / "noter.invite.json";

  hosts_with_ports() {
    issue("n2", "sectors");
    std::ofstream(program) << "#!/bin/sh\ncat > /dev/null\n"
                              "echo '{\"state\": 1, \"value\": \"done outside\"}'\n";
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    start_orchestrator();
    start("n1");
    start("n2");
    REQUIRE(becomes([&] { return active() == 40; }));
    std::ofstream(invite) << enroll("noter").dump();
    agent = std::make_unique<mesh_process>(
        words{"agent", "run", invite.string(), "--exec", program.string()});
    REQUIRE(becomes([&] { return works(); }));
  }

  [[nodiscard]] nlohmann::json quick(nlohmann::json more) const {
    more["impedance"] = {{"heartbeat_period_ms", 100}};
    more["gateway"]["capabilities"] = {"note"};
    return more;
  }
  void start_orchestrator() {
    const auto file = orchestrator(quick({{"placement", {{"expected_nodes", 2}}}}));
    auto& o1 = running["o1"] = std::make_unique<mesh_process>(
        words{"node", "--config", file, "--data", (path() / "kept").string()});
    o1->wait_for_remark("operators connect at");
  }
  void start(const std::string& name) {
    const auto file = sectors(name, quick({{"gateway", {{"listen", "127.0.0.1:0"}}}}));
    running[name] = std::make_unique<mesh_process>(words{"node", "--config", file});
  }
  void kill(const std::string& name) {
    running.at(name)->signal(SIGKILL);
    CHECK(running.at(name)->end().code == 128 + SIGKILL);
    running.erase(name);
  }
  [[nodiscard]] nlohmann::json told(words what) const {
    what.insert(what.end(), {"-o", "jsonl"});
    const auto out = ask(std::move(what)).out;
    return nlohmann::json::parse(out.substr(0, out.find('\n')), nullptr, false);
  }
  [[nodiscard]] nlohmann::json enroll(const std::string& name) const {
    const auto made =
        told({"agent", "enroll", name, "--class", "E", "--capability", "note", "--in", "s01"});
    INFO(made);
    REQUIRE(made["exit_code"] == 0);
    return made["invite"];
  }
  [[nodiscard]] int active() const {
    const auto status = told({"status"});
    return status.is_object() && status.contains("agents") ? status["agents"].value("active", 0)
                                                           : 0;
  }
  [[nodiscard]] bool works() const {
    const auto done = told({"delegate", "hello", "--capability", "note"});
    return done.is_object() && done.value("result", "") == "done outside";
  }
  /// The host on whose port the agent is; empty: on none.
  [[nodiscard]] std::string host_of(const std::string& name) const {
    const auto shown = told({"agent", "show", name});
    if (!shown.is_object() || !shown["address"].is_string())
      return {};
    const auto address = shown["address"].get<std::string>();
    return address.substr(0, address.find(' '));
  }
};

} // namespace

TEST_CASE_METHOD(hosts_with_ports,
                 "X1 R2 an agent outside finds the host of its cluster, and the next one when "
                 "that is killed",
                 "[process]") {
  const auto first = host_of("noter");
  REQUIRE((first == "n1" || first == "n2"));
  CHECK(becomes([&] { return has(ask({"links"}).out, first + " (127.0.0.1:"); }));
  kill(first);
  const auto second = first == "n1" ? "n2" : "n1";
  REQUIRE(becomes([&] { return host_of("noter") == second; }));
  REQUIRE(becomes([&] { return works(); }));
  start(first); // it may get the agent's sector back
  REQUIRE(becomes([&] { return has(ask({"nodes"}).out, first + "    up"); }));
  CHECK(becomes([&] { return works(); }));
}

TEST_CASE_METHOD(hosts_with_ports,
                 "X1 an agent outside goes on while the orchestrator's host is away, and is "
                 "revoked on whichever host it is",
                 "[process]") {
  kill("o1");
  start_orchestrator();
  REQUIRE(becomes([&] { return works(); }));
  REQUIRE(becomes([&] { return !host_of("noter").empty(); }));
  CHECK(ask({"agent", "revoke", "noter"}).code == 0);
  const auto ended = agent->end();
  CHECK(ended.code == 1);
  CHECK(has(ended.err, "revoked"));
  CHECK(becomes([&] { return host_of("noter").empty(); }));
  CHECK_FALSE(works());

  // It comes again, is refused, and that is an event of the mesh.
  agent = std::make_unique<mesh_process>(
      words{"agent", "run", invite.string(), "--exec", program.string()});
  CHECK(agent->end().code == 1);
  CHECK(becomes([&] {
    const auto events = ask({"events"}).out;
    return has(events, "AGENT_REFUSED") && has(events, "revoked") && has(events, "(at n");
  }));
}

TEST_CASE_METHOD(hosts, "X1 nobody is enrolled in a mesh whose hosts have no port",
                 "[process]") {
  mesh_process o1({"node", "--config", orchestrator(), "--data", (path() / "kept").string()});
  o1.wait_for_remark("operators connect at");
  mesh_process n1({"node", "--config", sectors("n1")});
  o1.wait_for_remark("n1 has joined");
  const auto refused = ask({"agent", "enroll", "noter", "--class", "E"});
  CHECK(refused.code == 1);
  const auto said = refused.out + refused.err;
  CHECK(has(said, "no host has a port for agents from outside"));
  CHECK(has(said, "set gateway.listen on the hosts of sectors"));
}
