#pragma once
#include <cstdint>
#include <vector>

#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// Z7: a cluster in one line, sent to its sector once per summary period. Who is
/// degraded is slower than usual and serves all the same: it is among the active.
struct cluster_summary {
  cluster_id cluster;
  std::uint32_t agents = 0;
  std::uint32_t active = 0;
  double mean_score = 0;
  double p95_score = 0;
  agent_id slowest;
  agent_id fastest;
  duration age{}; // how old it is, as time that has passed (S5)
  bool operator==(const cluster_summary&) const = default;
};

/// Z7: a sector in one line, sent to the orchestrator.
struct sector_summary {
  sector_id sector;
  std::uint32_t clusters = 0;
  std::uint32_t agents = 0;
  std::uint32_t active = 0;
  double mean_score = 0;
  double p95_score = 0;
  cluster_id healthiest;
  cluster_id sickest;
  duration age{};
  bool operator==(const sector_summary&) const = default;
};

/// Z7: the mesh in one line.
struct mesh_summary {
  std::uint32_t sectors = 0;
  std::uint32_t sectors_healthy = 0; // active share over 95 %
  std::uint32_t clusters = 0;
  std::uint32_t agents = 0;
  std::uint32_t active = 0;
  std::uint32_t degraded = 0; // of these: slower than usual for them (Z6)
  std::uint32_t overdue = 0;  // of these: with work in hand that is overdue
  std::uint32_t quarantined = 0;
  std::uint32_t suspect = 0; // their host is silent (R2)
  std::uint32_t frozen = 0;  // O6
  std::uint32_t joining = 0; // not among the agents yet (T5)
  std::uint32_t leaving = 0; // not any more
  double mean_score = 0;
  double p95_score = 0;
  std::vector<sector_id> unserved; // that have agents, of which none is reached
  [[nodiscard]] double active_rate() const { return agents == 0 ? 0 : double(active) / agents; }
};

} // namespace mesh
