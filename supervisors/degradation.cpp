#include "supervisors/degradation.hpp"

#include <algorithm>
#include <array>

namespace mesh {

std::string_view to_string(degradation_mode mode) {
  constexpr std::array<std::string_view, 5> names{"FULL", "DEGRADED_LIGHT", "DEGRADED_MODERATE",
                                                  "DEGRADED_SEVERE", "EMERGENCY"};
  return names[static_cast<std::size_t>(mode)];
}

degradation_mode mode_of(double active_rate, const degradation_config& cfg) {
  if (active_rate >= cfg.full_minimum)
    return degradation_mode::full;
  if (active_rate >= cfg.light_minimum)
    return degradation_mode::degraded_light;
  if (active_rate >= cfg.moderate_minimum)
    return degradation_mode::degraded_moderate;
  return active_rate >= cfg.severe_minimum ? degradation_mode::degraded_severe
                                           : degradation_mode::emergency;
}

degradation_mode mode_of(const mesh_summary& mesh, const degradation_config& cfg) {
  auto mode = mode_of(mesh.active_rate(), cfg);
  return mesh.unserved.empty() ? mode : std::max(mode, degradation_mode::degraded_light);
}

} // namespace mesh
