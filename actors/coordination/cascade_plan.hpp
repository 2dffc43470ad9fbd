#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "messages/cascade.hpp"
#include "messages/gather_summary.hpp"

namespace mesh {

struct coordination_config;

/// The phases in order. `window_ms` replaces the window of the phases that
/// reach agents.
std::vector<cascade_phase> plan_cascade(cascade_kind kind, std::optional<double> window_ms,
                                        const coordination_config& cfg);

/// Whether a phase reached what it needs; a phase with nothing to send to has.
bool phase_passed(const cascade_phase& phase, const gather_summary& result,
                  std::uint32_t expected_units);

} // namespace mesh
