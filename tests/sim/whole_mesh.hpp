#pragma once
#include <memory>
#include <utility>

#include "actors/work/random.hpp"
#include "runtime/mesh/local_mesh.hpp"

namespace mesh::testing {

/// A configuration of that size and seed, with `jitter` in every delay.
inline config sized(int sectors, int clusters, int agents, double jitter = 0.1,
                    std::uint64_t seed = 1) {
  config cfg;
  cfg.topology = topology_config::of(sectors, clusters, agents);
  cfg.simulation.jitter = jitter;
  cfg.simulation.seed = seed;
  return cfg;
}

/// A whole mesh in which time jumps from event to event.
inline std::unique_ptr<local_mesh> in_virtual_time(config cfg,
                                                   std::vector<work_override> work = {}) {
  mesh_options options;
  options.virtual_time = true;
  options.work = std::move(work);
  return std::make_unique<local_mesh>(std::move(cfg), std::move(options));
}

/// Agents that are no people: who can be reached while somebody waits.
inline std::uint32_t count_without_people(const local_mesh& mesh) {
  std::uint32_t count = 0;
  for (int i = 0; i < mesh.who().agents(); ++i)
    count +=
        mesh.who().identity(mesh.who().start().id_of(i)).cls != agent_class::f_human ? 1 : 0;
  return count;
}

/// Lets the mesh get to know its agents: gathers, and heartbeats between them.
inline void learn(local_mesh& mesh, int rounds) {
  for (int i = 0; i < rounds; ++i) {
    mesh.scatter({});
    mesh.wait(std::chrono::seconds(5));
  }
}

/// Any scope of a mesh whose ids are below `sizes`: all, a sector, or `weight` times as
/// often as either a cluster, and as often an agent.
inline scope random_scope(random_source& random, const agent_id& sizes, std::uint64_t weight) {
  const auto s = static_cast<std::uint8_t>(random.below(sizes.sector));
  const auto c = static_cast<std::uint8_t>(random.below(sizes.cluster));
  const auto kind = random.below(2 + 2 * weight);
  if (kind == 0)
    return {};
  if (kind == 1)
    return sector_id{s};
  if (kind < 2 + weight)
    return cluster_id{s, c};
  return agent_id{s, c, static_cast<std::uint8_t>(random.below(sizes.agent))};
}

} // namespace mesh::testing
