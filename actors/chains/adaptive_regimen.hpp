#pragma once
#include "actors/chains/access_regimen.hpp"

namespace mesh {

/// V5: looks at the moments that would have cost least over the verifications that the agent
/// has seen. A look costs `look_cost_ms`; a millisecond of work in a branch that was refuted
/// already costs one.
///
/// Best is always a look at a moment at which one of those verifications ended: a later one
/// finds nothing more and wastes more. Of n verifications only 2^n schedules are left, and
/// the best of these follows from the last one backwards, in n^2 steps. When all that were
/// seen took less time than this one has taken already, each wait is a share of that time.
/// docs/explanation/speculation.md derives it.
class adaptive_regimen final : public access_regimen {
public:
  [[nodiscard]] std::string_view name() const override { return "adaptive"; }
  [[nodiscard]] std::optional<double> next_look_ms(double waited_ms,
                                                   const verification_history& seen,
                                                   const chains_config& cfg) const override;
};

} // namespace mesh
