#include "supervisors/conflict_policy.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mesh {

int conflict_priority(const conflict& what, const conflicts_config& cfg) {
  switch (what.type) {
  case conflict_type::context_divergence:
    return std::cmp_greater(what.depth, cfg.divergence_depth) ? 3 : 2;
  case conflict_type::data_contradiction:
    return std::cmp_greater(what.affected_agents, cfg.contradiction_agents) ? 3 : 2;
  case conflict_type::temporal_paradox:
  case conflict_type::hash_mismatch:
    return 4;
  case conflict_type::capability_mismatch:
    return 1;
  case conflict_type::other:
    break;
  }
  return 2;
}

std::optional<duration> time_to_resolve(int priority, const conflicts_config& cfg) {
  const std::array ms{cfg.priority_1_deadline_ms, cfg.priority_2_deadline_ms,
                      cfg.priority_3_deadline_ms, cfg.priority_4_deadline_ms};
  if (priority <= 0)
    return std::nullopt;
  return from_ms(
      ms[static_cast<std::size_t>(std::min(priority, highest_conflict_priority)) - 1]);
}

std::string_view to_string(conflict_level level) {
  constexpr std::array<std::string_view, 3> names{"lead", "sector", "orchestrator"};
  return names[static_cast<std::size_t>(level)];
}

conflict_level level_of(int priority, const conflicts_config& cfg) {
  if (priority >= cfg.orchestrator_priority)
    return conflict_level::orchestrator;
  return priority >= cfg.sector_priority ? conflict_level::sector : conflict_level::lead;
}

} // namespace mesh
