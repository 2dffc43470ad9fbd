#include "actors/coordination/quorum.hpp"

#include "config/config.hpp"

namespace mesh {

quorum decide_quorum(std::uint32_t ready, std::uint32_t conflict, std::uint32_t transit,
                     const coordination_config& cfg) {
  double total = double(ready) + conflict + transit;
  if (total == 0)
    return {quorum_decision::wait, 0};
  auto ready_rate = ready / total;
  auto conflict_rate = conflict / total;
  if (ready_rate >= cfg.quorum_ready && conflict_rate <= cfg.quorum_conflict)
    return {quorum_decision::proceed, ready_rate - conflict_rate / 2};
  if (transit / total > cfg.quorum_transit)
    return {quorum_decision::wait, 0};
  if (conflict_rate > cfg.quorum_conflict)
    return {quorum_decision::resolve_conflicts, 0};
  return {quorum_decision::retry, 0};
}

} // namespace mesh
