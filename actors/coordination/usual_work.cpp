#include "actors/coordination/usual_work.hpp"

#include <algorithm>

#include "config/config.hpp"

namespace mesh {

usual_work usual_of(const work_knowledge& known, double scale, const impedance_config& cfg) {
  if (known.samples >= cfg.baseline_samples)
    return {known.measured_ms * scale, usual_from::history};
  if (known.declared_ms)
    return {std::max(*known.declared_ms, known.measured_ms) * scale, usual_from::declared};
  if (known.samples > 0)
    return {std::max(known.class_ms, known.measured_ms) * scale, usual_from::few_samples};
  return {known.class_ms * scale, usual_from::agent_class};
}

double overdue_after_ms(const usual_work& usual, const failures_config& cfg) {
  auto factor =
      usual.from == usual_from::agent_class ? cfg.overdue_class_factor : cfg.overdue_factor;
  return std::max(cfg.overdue_least_ms, factor * usual.ms);
}

std::optional<double> stuck_after_ms(const usual_work& usual, const failures_config& cfg) {
  auto known = usual.from == usual_from::history || usual.from == usual_from::declared;
  if (!known || cfg.stuck_factor <= 0)
    return std::nullopt;
  // Never before it is overdue, which is said first.
  return std::max(
      {cfg.stuck_least_ms, cfg.stuck_factor * usual.ms, overdue_after_ms(usual, cfg)});
}

} // namespace mesh
