#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "config/config.hpp"
#include "messages/cascade.hpp"
#include "messages/gather_summary.hpp"

namespace mesh {

struct coordination_config;

/// The phases in order. `window_ms` replaces the window of the phases that
/// reach agents.
std::vector<cascade_phase> plan_cascade(cascade_kind kind, std::optional<double> window_ms,
                                        const coordination_config& cfg);

/// The outcome of a phase: whether it reached what it needs. None of several reached is never
/// a success, whatever the minimum.
phase_outcome judge_phase(const cascade_phase& phase, const gather_summary& result,
                          std::uint32_t expected_units);

} // namespace mesh
