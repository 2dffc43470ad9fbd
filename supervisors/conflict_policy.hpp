#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "config/protection.hpp"
#include "messages/conflict.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// Highest priority of a conflict (K2): 0 when convenient, 4 at once.
inline constexpr int highest_conflict_priority = 4;

/// K2: how urgent a conflict is, from its type, how deep contexts diverge and
/// how many agents are affected.
int conflict_priority(const conflict& what, const conflicts_config& cfg);

/// K2: within which time a conflict of this priority is to be resolved; empty
/// for 0: when convenient. Priorities beyond 0 to 4 are cut to them.
std::optional<duration> time_to_resolve(int priority, const conflicts_config& cfg);

/// The level that resolves a conflict.
enum class conflict_level : std::uint8_t { lead, sector, orchestrator };
std::string_view to_string(conflict_level level);

/// K2: 3 and up goes to the sector coordinator, 4 to the orchestrator.
conflict_level level_of(int priority, const conflicts_config& cfg);

} // namespace mesh
