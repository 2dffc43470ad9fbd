#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "messages/gather_summary.hpp"
#include "messages/scatter_order.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

struct coordination_config;

/// C1-C3: the three ways to reach everyone.
enum class cascade_kind : std::uint8_t { wave, parallel, priority_first };
std::string_view to_string(cascade_kind kind);

/// One step of a cascade: whom to reach, how long answers count, what share
/// must be READY.
struct cascade_phase {
  std::string name;
  reach depth = reach::agents;
  std::optional<agent_class> cls;
  double window_ms = 0;
  double minimum = 0;
  bool must_pass = false; // a shortfall ends the cascade (C1's first level)
};

/// The phases in order. `window_ms` replaces the window of the phases that
/// reach agents.
std::vector<cascade_phase> plan_cascade(cascade_kind kind, std::optional<double> window_ms,
                                        const coordination_config& cfg);

/// Whether a phase reached what it needs; a phase with nothing to send to has.
bool phase_passed(const cascade_phase& phase, const gather_summary& result,
                  std::uint32_t expected_units);

} // namespace mesh
