#pragma once
#include <optional>
#include <set>
#include <unordered_map>

#include "actors/coordination/registry.hpp"

namespace mesh {

/// Chooses agents for jobs of chains, so that those of one scheduler are spread over all who
/// can do them: the one with the fewest of its jobs, of these the best score, first in the
/// scheduler's own sector.
class crew_choice {
public:
  crew_choice(const registry& agents, sector_id home) : agents_(agents), home_(home) {}

  /// Somebody who may be sent this now and is not barred; none when there is nobody.
  [[nodiscard]] std::optional<agent_id> pick(const routing_request& wanted,
                                             const routing_rules& rules,
                                             const std::set<agent_id>& barred) const;
  void took(agent_id agent) { ++busy_[agent]; }
  void gave_back(agent_id agent);
  /// Agents that have something of this scheduler in hand.
  [[nodiscard]] std::size_t busy() const { return busy_.size(); }

private:
  const registry& agents_;
  sector_id home_;
  std::unordered_map<agent_id, int> busy_;
};

} // namespace mesh
