#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "messages/scatter_order.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

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

/// The outcome of a phase. Skipped: all whom it was for need more lead time than there was, as
/// people do. Nobody: it was for nobody.
enum class phase_outcome : std::uint8_t { success, partial, skipped, nobody };
std::string_view to_string(phase_outcome outcome); // "SUCCESS" ...

} // namespace mesh
