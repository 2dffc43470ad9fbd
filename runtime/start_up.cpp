#include "runtime/start_up.hpp"

#include <thread>

#include "config/validate.hpp"

namespace mesh {

shared_rules rules_of(const config& cfg, const layout& who) {
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

void await_clusters(const registry& agents, const topology_config& size) {
  auto give_up = std::chrono::steady_clock::now() + longest_start;
  for (int i = 0; i < size.clusters(); ++i) {
    cluster_id cluster{static_cast<std::uint8_t>(i / size.clusters_per_sector),
                       static_cast<std::uint8_t>(i % size.clusters_per_sector)};
    while (agents.read().page(cluster) == nullptr) {
      if (std::chrono::steady_clock::now() > give_up)
        throw mesh_failure({errc::timeout, to_string(cluster) + " has not come up in time"});
      std::this_thread::sleep_for(look_again);
    }
  }
}

} // namespace mesh
