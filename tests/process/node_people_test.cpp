// Z1 class F over several hosts, with real programs: a person's agent is on one host, and the
// inbox on another.
#include <csignal>
#include <memory>

#include "tests/process/node_hosts.hpp"

using namespace mesh::test;

namespace {

/// An orchestrator with a folder, and a host that has all sectors and ada.
struct hosts_with_ada : hosts {
  std::unique_ptr<mesh_process> orchestrator_program;
  std::unique_ptr<mesh_process> host_program;
  nlohmann::json people{{"agents", {{{"where", "s01.c00.a02"}, {"person", {{"name", "ada"}}}}}},
                        {"impedance", {{"heartbeat_period_ms", 100}}}};

  hosts_with_ada() {
    start_orchestrator();
    host_program =
        std::make_unique<mesh_process>(words{"node", "--config", sectors("n1", people)});
    REQUIRE(becomes([&] { return has(ask({"agent", "s01.c00.a02"}).out, "active"); }));
  }
  void start_orchestrator() {
    orchestrator_program = std::make_unique<mesh_process>(
        words{"node", "--config", orchestrator(people), "--data", (path() / "kept").string()});
    orchestrator_program->wait_for_remark("operators connect at");
  }
  void kill_orchestrator() {
    orchestrator_program->signal(SIGKILL);
    CHECK(orchestrator_program->end().code == 128 + SIGKILL);
  }
  [[nodiscard]] std::unique_ptr<mesh_process> asking() const {
    return std::make_unique<mesh_process>(
        words{"delegate", "do we ship?", "--to", "s01.c00.a02", "--timeout", "5m", "--at",
              "127.0.0.1:" + operators_port, "--certs", certs});
  }
  [[nodiscard]] bool waits() const { return has(ask({"inbox", "ada"}).out, "do we ship?"); }
};

} // namespace

TEST_CASE_METHOD(hosts_with_ada,
                 "Z1 a message for a person on another host is answered in the orchestrator's "
                 "inbox",
                 "[process]") {
  auto caller = asking();
  REQUIRE(becomes([&] { return waits(); }));
  CHECK(ask({"inbox", "answer", "1", "ready", "yes, today"}).code == 0);
  const auto told = caller->end();
  CHECK(told.code == 0);
  CHECK(has(told.out, "yes, today"));
  CHECK_FALSE(waits());
}

TEST_CASE_METHOD(hosts_with_ada,
                 "Z1 T2 a message for a person outlives kill -9 of the orchestrator, and is "
                 "there once",
                 "[process]") {
  auto caller = asking();
  REQUIRE(becomes([&] { return waits(); }));
  kill_orchestrator();
  CHECK(caller->end().code != 0);
  start_orchestrator();
  REQUIRE(becomes([&] { return has(ask({"status"}).out, "FULL"); }));
  CHECK(becomes([&] { return has(ask({"inbox", "ada"}).out, "1 of 1 messages"); }));
  CHECK(ask({"inbox", "answer", "1", "ready", "yes"}).code == 0);
}
