#include "runtime/mesh/start_up.hpp"

#include <algorithm>
#include <random>
#include <thread>

#include <caf/scheduler/test_coordinator.hpp>

#include "config/validate.hpp"
#include "runtime/mesh/system_config.hpp"

namespace mesh {

shared_rules rules_of(const config& cfg, const roster& who) {
  routing_rules rules;
  for (const auto& e : cfg.exclusions)
    if (auto set = who.capabilities().resolve({e.capability}))
      for (int i = 0; i < capability_set::max_size; ++i)
        if (set->has(i))
          rules.exclude(e.cls, i);
  return std::make_shared<const routing_rules>(std::move(rules));
}

config with_overrides(config cfg, const std::vector<work_override>& work) {
  for (const auto& w : work)
    cfg.agents.push_back({w.where, std::nullopt, w.capabilities, std::nullopt});
  if (auto problems = validate(cfg); !problems.empty())
    throw mesh_failure({errc::config_invalid, to_string(problems)});
  return cfg;
}

std::unique_ptr<caf::actor_system_config> make_system_config(const config& cfg,
                                                             const mesh_options& options) {
  if (options.system)
    return options.system(cfg);
  return std::make_unique<system_config>(cfg.runtime, options.virtual_time);
}

std::unique_ptr<journal> open_journal(const config& cfg, const std::string& folder) {
  auto opened = journal::open(cfg, folder);
  if (!opened)
    throw mesh_failure(opened.error());
  return std::move(*opened);
}

std::int64_t wall_offset_ms(time_point now, std::uint64_t newest_ms, bool virtual_time) {
  auto in_ms = [](auto since) {
    return std::chrono::duration_cast<milliseconds>(since.time_since_epoch()).count();
  };
  auto now_ms = in_ms(now);
  auto wall_ms = virtual_time ? now_ms : in_ms(std::chrono::system_clock::now());
  auto least_ms = newest_ms > 0 ? static_cast<std::int64_t>(newest_ms) + 1 : 0;
  return std::max(wall_ms, least_ms) - now_ms;
}

void await_clusters(const registry& agents, const roster& who) {
  auto give_up = std::chrono::steady_clock::now() + longest_start;
  for (auto cluster : who.all_clusters())
    while (agents.read().page(cluster) == nullptr) {
      if (std::chrono::steady_clock::now() > give_up)
        throw mesh_failure({errc::timeout, to_string(cluster) + " has not come up in time"});
      std::this_thread::sleep_for(look_again);
    }
}

bool is_virtual(caf::actor_system& system) {
  return dynamic_cast<caf::scheduler::test_coordinator*>(&system.scheduler()) != nullptr;
}

process_id some_process_id(bool virtual_time) {
  if (virtual_time)
    return 1;
  std::random_device random;
  return (std::uint64_t{random()} << 32) | random();
}

} // namespace mesh
