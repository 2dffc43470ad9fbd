// X1, M3, M4: agents that live in processes of their own, and what comes of them when they, or
// the mesh, are killed.
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <poll.h>
#include <sstream>

#include "actors/work/random.hpp"
#include "tests/process/mesh_process.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh::test;

namespace {

/// Notes what it was given before it answers.
constexpr auto noting_program = R"sh(#!/bin/sh
input=$(cat)
payload=$(printf '%s' "$input" | sed -n 's/.*"payload":"\([^"]*\)".*/\1/p')
echo "$payload" >>"$LEDGER"
printf '{"state": 1, "value": "did %s"}\n' "$payload"
)sh";

/// A mesh of 8 simulated agents with a door, and an agent outside whose work is a program.
class outside_world {
public:
  outside_world() {
    std::ofstream(program_) << noting_program;
    std::filesystem::permissions(program_, std::filesystem::perms::owner_all);
    std::ofstream(config_) << R"({
      "topology": {"sectors": 1, "clusters_per_sector": 2, "agents_per_cluster": 4},
      "impedance": {"heartbeat_period_ms": 100},
      "gateway": {"capabilities": ["note"], "pulse_ms": 100, "lost_after_ms": 3000}})";
    start_mesh();
    mesh_->write("agent enroll noter --class E --capability note --to " + invite_.string()
                 + "\n");
    mesh_->wait_for_result("\"agent enroll\"");
    start_agent();
  }

  void start_mesh() {
    mesh_ = std::make_unique<mesh_process>(words{"dev", "--config", config_.string(), "--data",
                                                 (data_.path() / "kept").string(), "--agents",
                                                 "127.0.0.1:" + port_, "-o", "json"});
    const std::string at = "wss://127.0.0.1:";
    mesh_->wait_for_remark("/v1/agent");
    const auto& said = mesh_->so_far().err;
    const auto begin = said.find(at) + at.size();
    port_ = said.substr(begin, said.find('/', begin) - begin);
    mesh_->write("on failure continue\n");
  }
  void start_agent() {
    agent_ = std::make_unique<mesh_process>(words{"agent", "run", invite_.string(), "--exec",
                                                  program_.string(), "--env",
                                                  "LEDGER=" + ledger_.string()});
  }
  void kill_mesh() { kill(mesh_); }
  void kill_agent() { kill(agent_); }

  /// Waits until the mesh sees it and may use it.
  void await_agent() {
    mesh_->write("expect agents.active = 9 within 30s\n");
    const auto joined = answer("expect");
    INFO(joined << agent_->so_far().err);
    REQUIRE(joined["exit_code"] == 0);
  }
  void ask(const std::string& what) {
    mesh_->write("delegate " + what + " --capability note --timeout 10s\n");
  }
  /// The fingerprint of the certificate at the door; empty: none was shown.
  [[nodiscard]] std::string certificate() const {
    const auto ask = "openssl s_client -connect 127.0.0.1:" + port_
                     + " </dev/null 2>/dev/null | openssl x509 -noout -fingerprint 2>/dev/null";
    std::unique_ptr<FILE, decltype(&::pclose)> said(::popen(ask.c_str(), "r"), &::pclose);
    std::string text(256, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), said.get()));
    return text;
  }
  [[nodiscard]] std::filesystem::path certificates() const {
    return data_.path() / "kept" / "agent-certificates";
  }
  /// Whether it gets and does work, once the registry has heard of its newest link.
  bool does_work() {
    constexpr int tries = 30;
    for (int i = 0; i < tries; ++i) {
      const auto name = "last-" + std::to_string(i);
      ask(name);
      const auto told = answer("delegate");
      if (told["exit_code"] == 0)
        return told["result"] == "did " + name;
      mesh_->write("wait 200ms\n");
    }
    return false;
  }
  /// The result of the command before, which is of this name.
  nlohmann::json answer(const std::string& command) {
    const auto mark = std::to_string(1'000'000'000'000'000 + ++marks_); // nobody's id
    mesh_->write("conflict " + mark + "\n");
    mesh_->wait_for_result(mark);
    nlohmann::json found;
    for (const auto& result : whole_results(mesh_->so_far().out))
      if (result.value("command", "") == command)
        found = result;
    return found;
  }
  [[nodiscard]] std::map<std::string, int> noted() const {
    std::ifstream in(ledger_);
    std::map<std::string, int> times;
    for (std::string line; std::getline(in, line);)
      ++times[line];
    return times;
  }
  [[nodiscard]] mesh_process& mesh() { return *mesh_; }
  [[nodiscard]] mesh_process& agent() { return *agent_; }

private:
  static void kill(std::unique_ptr<mesh_process>& which) {
    which->signal(SIGKILL);
    CHECK(which->end().code == 128 + SIGKILL);
    which.reset();
  }

  const data_folder data_;
  const std::filesystem::path program_ = data_.path() / "note.sh";
  const std::filesystem::path config_ = data_.path() / "mesh.json";
  const std::filesystem::path invite_ = data_.path() / "noter.invite.json";
  const std::filesystem::path ledger_ = data_.path() / "ledger";
  std::string port_ = "0";
  int marks_ = 0;
  std::unique_ptr<mesh_process> mesh_, agent_;
};

} // namespace

TEST_CASE(
    "X1 a program outside joins with an invite, works, and survives kill -9 of both sides",
    "[process]") {
  outside_world t;
  t.await_agent();
  t.ask("first");
  CHECK(t.answer("delegate")["result"] == "did first");

  t.kill_mesh();
  t.start_mesh();
  t.await_agent();
  t.ask("second");
  CHECK(t.answer("delegate")["result"] == "did second");

  t.kill_agent();
  t.mesh().write("expect agents.active = 8 within 30s\n");
  CHECK(t.answer("expect")["exit_code"] == 0);
  t.start_agent();
  t.await_agent();
  t.ask("third");
  CHECK(t.answer("delegate")["result"] == "did third");

  t.agent().signal(SIGTERM);
  const auto left = t.agent().end();
  INFO(left.err);
  CHECK(left.code == 0);
  CHECK(t.noted() == std::map<std::string, int>{{"first", 1}, {"second", 1}, {"third", 1}});
}

TEST_CASE("X1 X2 the door for agents outside reads its certificate anew on SIGHUP",
          "[process]") {
  outside_world t;
  t.await_agent();
  const auto old = t.certificate();
  REQUIRE_FALSE(old.empty());
  t.mesh().signal(SIGHUP); // a new one by the same authority
  auto fresh = old;
  for (int i = 0; fresh == old && i < 200; ++i) // until it is read
    fresh = t.certificate();
  CHECK(fresh != old);
  REQUIRE_FALSE(fresh.empty());

  std::ofstream(t.certificates() / "ca.key") << "no key"; // is not taken
  t.mesh().signal(SIGHUP);
  t.mesh().wait_for_remark("certificates were not reloaded");
  CHECK(t.certificate() == fresh);

  CHECK(t.does_work()); // over the link that was there
  t.kill_agent();
  t.start_agent(); // checks the new certificate against what the invite says
  t.await_agent();
  CHECK(t.does_work());
}

TEST_CASE("X1 an agent that was revoked ends with what the mesh says of it", "[process]") {
  outside_world t;
  t.await_agent();
  t.mesh().write("agent revoke noter\n");
  t.agent().wait_for_remark("revoked");
  const auto over = t.agent().end();
  CHECK(over.code == 1);
  t.mesh().write("expect agents.total = 8 within 30s\n");
  CHECK(t.answer("expect")["exit_code"] == 0);
  t.mesh().write("events --class AGENT_TURNED_OUT\n");
  CHECK(t.answer("events")["of"] == 1);
}

TEST_CASE("M3 M4 whatever is killed, and whenever, an agent outside acts at most once on each "
          "message, and every caller is told",
          "[process]") {
  constexpr auto usual_rounds = 2;
  for (auto seed : mesh::testing::seeds_to_run(usual_rounds)) {
    CAPTURE(seed);
    mesh::random_source random(seed);
    outside_world t;
    t.await_agent();
    constexpr int rounds = 4;
    for (int i = 0; i < rounds; ++i) {
      CAPTURE(i);
      const auto name = "job-" + std::to_string(i);
      t.ask(name);
      ::poll(nullptr, 0, static_cast<int>(random.below(60))); // the moment is the seed's
      if (random.below(2) == 0) {
        t.kill_agent();
        t.start_agent();
        const auto told = t.answer("delegate");
        INFO(told);
        if (told["exit_code"] == 0)
          CHECK(told["result"] == "did " + name);
        else
          CHECK((told["error"]["code"] == "unknown" || told["error"]["code"] == "agent_offline"
                 || told["error"]["code"] == "no_capable_agent"
                 || told["error"]["code"] == "work_failed"));
      } else {
        t.kill_mesh();
        t.start_mesh();
      }
      t.await_agent();
    }
    for (const auto& [what, times] : t.noted()) {
      CAPTURE(what);
      CHECK(times == 1);
    }
    CHECK(t.does_work());
  }
}
