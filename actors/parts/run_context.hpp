#pragma once
#include <functional>

#include "actors/coordination/roster.hpp"
#include "actors/parts/scatterer.hpp"
#include "actors/parts/targeting.hpp"
#include "config/config.hpp"

namespace mesh {

/// The surroundings of a run of several scatters. All of it outlives every run.
struct run_context {
  const config& cfg;
  const roster& who;
  const targeting& choice;
  scatterer& below;
  std::function<time_point()> now;

  [[nodiscard]] double ms_since(time_point began) const { return to_ms(now() - began); }
};

} // namespace mesh
