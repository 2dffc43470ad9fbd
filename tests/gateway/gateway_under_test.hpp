#pragma once
#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <poll.h>
#include <string>
#include <thread>

#include <nlohmann/json.hpp>

#include "actors/work/function_work.hpp"
#include "runtime/agent_client/agent_client.hpp"
#include "runtime/gateway/agent_gateway.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"

namespace mesh::gateway::testing {

using namespace std::chrono_literals;

/// Waits for what other threads bring about. False: it has not come in a long time.
template <class Condition>
bool becomes(Condition condition) {
  constexpr auto long_time = 30s;
  const auto give_up = std::chrono::steady_clock::now() + long_time;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > give_up)
      return false;
    ::poll(nullptr, 0, 2); // gives way to who works on it
  }
  return true;
}

/// A mesh in real time with a door for agents from outside, on loopback.
class gateway_under_test {
public:
  explicit gateway_under_test(config cfg = small_mesh()) : cfg_(std::move(cfg)) { start(); }

  static config small_mesh() {
    config cfg;
    cfg.topology = {2, 2, 4, 16};
    cfg.impedance.heartbeat_period_ms = 100; // a newcomer is let in after a few
    cfg.gateway.pulse_ms = 50;
    cfg.gateway.lost_after_ms = 2'000;
    cfg.runtime.log_level = "off";
    return cfg;
  }

  void start() {
    mesh_options how;
    how.data = (data.path() / "kept").string();
    mesh_ = std::make_unique<local_mesh>(cfg_, std::move(how));
    open_door();
  }
  void open_door() {
    gateway_options options{cfg_.gateway};
    options.limits.listen = "127.0.0.1:" + std::to_string(port_);
    options.data = data.path() / "kept";
    auto door = agent_gateway::start(*mesh_, std::move(options));
    REQUIRE(door);
    door_ = std::move(*door);
    port_ = door_->port();
  }
  void close_door() { door_.reset(); }
  void stop() {
    door_.reset();
    mesh_.reset();
  }

  /// Enrolls an agent, and writes its invite.
  std::filesystem::path invite(const std::string& name,
                               std::vector<std::string> capabilities = {"store"}) {
    enroll_order what;
    what.name = name;
    what.cls = agent_class::b_serverless;
    what.capabilities = std::move(capabilities);
    auto made = door().enroll(what);
    REQUIRE(made);
    const auto file = data.path() / (name + ".invite.json");
    std::ofstream(file) << nlohmann::json{{"mesh_invite", 1},
                                          {"agent", made->agent},
                                          {"url", made->url},
                                          {"token", made->token},
                                          {"ca", made->ca}};
    return file;
  }
  /// Until the agent has its place, and may be sent something.
  bool joins(const std::string& name) {
    return becomes([&] {
      const auto id = id_of(name);
      return id && mesh_->who().of(*id) == membership::member
             && mesh_->agents().read().find(*id) != nullptr
             && mesh_->agents().read().find(*id)->state == agent_state::active;
    });
  }
  [[nodiscard]] std::optional<agent_id> id_of(const std::string& name) {
    auto found = door().find(name);
    return found ? found->id : std::nullopt;
  }
  delegate_result ask(const std::string& name, const std::string& payload,
                      double timeout_ms = 10'000) {
    delegate_request request;
    request.what.payload = payload;
    request.agent = id_of(name);
    request.timeout_ms = timeout_ms;
    return mesh_->delegate(std::move(request));
  }

  [[nodiscard]] local_mesh& mesh() { return *mesh_; }
  [[nodiscard]] agent_door& door() { return door_->door(); }
  [[nodiscard]] std::string url() const { return door_->url(); }

  const test::data_folder data;

private:
  config cfg_;
  std::uint16_t port_ = 0;
  std::unique_ptr<local_mesh> mesh_;
  std::unique_ptr<agent_gateway> door_;
};

/// An agent outside, on a thread of its own.
class running_client {
public:
  running_client(const std::filesystem::path& file, std::shared_ptr<work> body,
                 duration end_patience = 10s) {
    agent_client::client_options options;
    options.file = file;
    options.body = std::move(body);
    options.end_patience = end_patience;
    auto opened = agent_client::agent_client::open(std::move(options));
    REQUIRE(opened);
    client_ = std::move(*opened);
    thread_ = std::thread([this] {
      auto ended = client_->run();
      if (!ended)
        why_ = ended.error().detail;
      over_ = true;
    });
  }
  ~running_client() { end(); }
  running_client(const running_client&) = delete;
  running_client& operator=(const running_client&) = delete;

  void end() {
    client_->stop();
    if (thread_.joinable())
      thread_.join();
  }
  [[nodiscard]] bool over() const { return over_; }
  [[nodiscard]] const std::string& why() const { return why_; } // once it is over

private:
  std::unique_ptr<agent_client::agent_client> client_;
  std::thread thread_;
  std::string why_;
  std::atomic<bool> over_{false};
};

/// Says what it was given, in capitals, and counts.
struct echo {
  std::shared_ptr<std::atomic<int>> jobs = std::make_shared<std::atomic<int>>(0);
  [[nodiscard]] std::shared_ptr<work> body() const {
    return make_function_work([jobs = jobs](const job& what) {
      ++*jobs;
      std::string text(what.payload);
      for (auto& c : text)
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      return work_result::ready(std::move(text));
    });
  }
};

} // namespace mesh::gateway::testing
