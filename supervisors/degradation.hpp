#pragma once
#include <cstdint>
#include <string_view>

#include "config/protection.hpp"
#include "messages/summaries.hpp"

namespace mesh {

/// D1: how much of the mesh is there, and therefore how it may be used.
enum class degradation_mode : std::uint8_t {
  full,
  degraded_light,
  degraded_moderate,
  degraded_severe,
  emergency,
};
std::string_view to_string(degradation_mode mode); // "FULL" ...

/// The mode of an active rate (0 to 1); each minimum belongs to the better mode.
degradation_mode mode_of(double active_rate, const degradation_config& cfg = {});
/// The mode of a mesh. One with a sector that nobody serves is not FULL, however many
/// sectors there are.
degradation_mode mode_of(const mesh_summary& mesh, const degradation_config& cfg);

} // namespace mesh
