#include "tests/bench/gateway_world.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/bench.hpp"
#include "tests/bench/child.hpp"
#include "tests/bench/measure.hpp"

namespace mesh::bench {

namespace {

/// With a cluster in each sector, to which the others are added.
config config_of(const topology_config& size, double heartbeat_ms) {
  auto cfg = quiet_config(topology_config::of(size.sectors, 1, size.agents_per_cluster));
  cfg.growth.settle_heartbeats = 1;
  cfg.impedance.heartbeat_period_ms = heartbeat_ms;
  cfg.gateway.hellos_per_s = 1e6; // all come at once
  cfg.gateway.messages_per_s = 1e6;
  cfg.gateway.handshakes = std::max(cfg.gateway.handshakes, size.agents);
  cfg.gateway.handshake_timeout_ms = 60'000;
  cfg.gateway.agents = size.agents;
  cfg.runtime.log_level = "off";
  return cfg;
}

pid_t start(const std::vector<std::string>& words) {
  std::vector<char*> argv;
  for (const auto& word : words)
    argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  pid_t child = 0;
  if (posix_spawn(&child, argv[0], nullptr, nullptr, argv.data(), environ) != 0)
    throw bench_failure("cannot start " + words[0]);
  return child;
}

} // namespace

gateway_world::gateway_world(const bench_options& o, int links, int processes) {
  const auto& size = o.size;
  auto pattern = (std::filesystem::temp_directory_path() / "mesh-bench-XXXXXX").string();
  folder_ = ::mkdtemp(pattern.data());
  const auto cfg = config_of(size, o.heartbeat_period_ms);
  mesh_ = std::make_unique<local_mesh>(cfg);
  outside_ = size.agents - cfg.topology.agents;
  gateway::gateway_options options{cfg.gateway};
  options.limits.listen = "127.0.0.1:0";
  door_ = gateway::agent_gateway::start(*mesh_, std::move(options)).value();
  std::vector<std::ofstream> lists;
  for (int i = 0; i < processes; ++i)
    lists.emplace_back(folder_ / std::to_string(i));
  for (int i = 0; i < outside_; ++i) {
    enroll_order one;
    one.name = "a" + std::to_string(i);
    one.cls = agent_class::a_edge;
    const auto invite = door().enroll(one).value();
    lists[static_cast<std::size_t>(i % processes)] << one.name << ' ' << invite.token << '\n';
  }
  lists.clear();
  for (int i = 0; i < processes; ++i)
    processes_.push_back(
        start({(own_program().parent_path() / "mesh_bench_agents").string(),
               std::to_string(door_->port()), (folder_ / std::to_string(i)).string(),
               std::to_string(std::max(1, links / processes))}));
  await_all();
}

void gateway_world::await_all() {
  constexpr double patience_s = 300;
  stopwatch waited;
  const auto wait_for = [&](auto condition, const char* what) {
    constexpr auto look_again = milliseconds(20);
    while (!condition()) {
      if (waited.s() > patience_s)
        throw bench_failure(std::string("not all agents outside ") + what);
      mesh_->wait(look_again);
    }
  };
  const auto everybody = static_cast<std::size_t>(outside_);
  wait_for([&] { return door().door_counts()->agents == everybody; }, "have come");
  joined_ms_ = waited.ms();
  // The mesh sends to newcomers after their first heartbeats (T5).
  wait_for(
      [&] {
        return mesh_->cascade(to_everyone(false)).total.summary.ready
               == static_cast<std::uint32_t>(mesh_->who().agents());
      },
      "can be sent to");
}

gateway_world::storm gateway_world::cut_all() {
  constexpr double patience_s = 300;
  const auto everybody = static_cast<std::size_t>(outside_);
  storm what;
  stopwatch watch;
  for (auto child : processes_)
    ::kill(child, SIGUSR1);
  while (door().door_counts()->agents == everybody && watch.s() < patience_s)
    mesh_->wait(milliseconds(1));
  for (;;) {
    if (watch.s() > patience_s)
      throw bench_failure("not all agents outside have come back");
    const auto result = mesh_->cascade(to_everyone(false));
    const auto& s = result.total.summary;
    ++what.cascades;
    what.lost += s.accounted() == s.targets ? 0 : 1;
    if (what.back_ms == 0 && door().door_counts()->agents == everybody)
      what.back_ms = watch.ms();
    if (s.ready == static_cast<std::uint32_t>(mesh_->who().agents()))
      break;
  }
  what.served_ms = watch.ms();
  return what;
}

gateway_world::~gateway_world() {
  for (auto child : processes_) {
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
  door_.reset();
  mesh_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

} // namespace mesh::bench
