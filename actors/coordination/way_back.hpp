#pragma once
#include <algorithm>

#include "config/config.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// No answer is waited for longer than this after its agent was READY: well within what the
/// level above waits longer.
inline duration longest_way_back(const coordination_config& cfg) {
  return from_ms(cfg.level_margin_ms / 2);
}

/// The time an answer may take to come back: half a round trip, with room for jitter (G1).
inline duration way_back(double round_trip_ms, const coordination_config& cfg) {
  constexpr double room = 1.5;
  return std::min(from_ms(room * round_trip_ms / 2), longest_way_back(cfg));
}

} // namespace mesh
