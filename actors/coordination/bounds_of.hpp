#pragma once
#include "config/config.hpp"
#include "messages/gather_summary.hpp"

namespace mesh {

/// The bounds of a summary, as configured.
inline summary_bounds bounds_of(const limits_config& limits) {
  return {static_cast<std::size_t>(limits.distinct_answers),
          static_cast<std::size_t>(limits.named_agents)};
}

} // namespace mesh
