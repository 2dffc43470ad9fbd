#include "actors/coordination/quorum.hpp"

#include <algorithm>

#include "config/config.hpp"

namespace mesh {

quorum decide_quorum(std::uint32_t ready, std::uint32_t conflict, std::uint32_t transit,
                     const coordination_config& cfg, std::optional<double> minimum) {
  double total = double(ready) + conflict + transit;
  if (total == 0)
    return {quorum_decision::wait, {}};
  auto ready_rate = ready / total;
  auto conflict_rate = conflict / total;
  auto enough = std::min(cfg.quorum_ready, minimum.value_or(cfg.quorum_ready));
  if (ready > 0 && ready_rate >= enough && conflict_rate <= cfg.quorum_conflict)
    return {quorum_decision::proceed, ready_rate - conflict_rate / 2};
  if (transit / total > cfg.quorum_transit)
    return {quorum_decision::wait, {}};
  if (conflict_rate > cfg.quorum_conflict)
    return {quorum_decision::resolve_conflicts, {}};
  return {quorum_decision::retry, {}};
}

} // namespace mesh
