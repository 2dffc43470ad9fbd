#pragma once
#include "config/config.hpp"
#include "messages/vocabulary.hpp"
#include "supervisors/degradation.hpp"
#include "supervisors/supervision.hpp"

/// Short names that several tests of supervisors use.
namespace mesh::testing {

inline time_point at_s(double seconds) {
  return time_point{} + from_ms(seconds * 1'000);
}

inline const breakers_config default_breakers;
inline const conflicts_config default_conflicts;
inline const degradation_config default_degradation;

inline constexpr auto light = degradation_mode::degraded_light;
inline constexpr auto moderate = degradation_mode::degraded_moderate;
inline constexpr auto severe = degradation_mode::degraded_severe;

inline constexpr auto permanent = restart_kind::permanent;
inline constexpr auto transient = restart_kind::transient;
inline constexpr auto temporary = restart_kind::temporary;

} // namespace mesh::testing
