#include "actors/coordination/cascade_plan.hpp"

#include <algorithm>

#include "config/config.hpp"

namespace mesh {

std::vector<cascade_phase> plan_cascade(cascade_kind kind, std::optional<double> window_ms,
                                        const coordination_config& cfg) {
  std::vector<cascade_phase> phases;
  switch (kind) {
  case cascade_kind::wave:
    phases.push_back({"sectors",
                      reach::sectors,
                      {},
                      cfg.wave_sector_window_ms,
                      cfg.wave_sector_minimum,
                      true});
    phases.push_back({"leads", reach::leads, {}, cfg.wave_lead_window_ms, 0, false});
    phases.push_back({"agents",
                      reach::agents,
                      {},
                      window_ms.value_or(cfg.wave_agent_window_ms),
                      cfg.gather_minimum,
                      false});
    break;
  case cascade_kind::parallel:
    phases.push_back({"agents",
                      reach::agents,
                      {},
                      window_ms.value_or(cfg.parallel_window_ms),
                      cfg.parallel_minimum,
                      false});
    break;
  case cascade_kind::priority_first:
    // F is asked last: C3 names no minimum for people, and none is needed.
    for (auto cls : {agent_class::d_gpu, agent_class::c_persistent, agent_class::b_serverless,
                     agent_class::a_edge, agent_class::e_local, agent_class::f_human})
      phases.push_back({std::string(to_string(cls)), reach::agents, cls,
                        window_ms.value_or(cfg.parallel_window_ms),
                        cfg.priority_first_minimum[static_cast<std::size_t>(cls)], false});
    break;
  }
  return phases;
}

namespace {

phase_outcome judge_units(double minimum, std::uint32_t reached, std::uint32_t expected) {
  if (expected == 0)
    return phase_outcome::nobody;
  return reached > 0 && reached >= minimum * expected ? phase_outcome::success
                                                      : phase_outcome::partial;
}

} // namespace

phase_outcome judge_phase(const cascade_phase& phase, const gather_summary& result,
                          std::uint32_t expected_units) {
  if (phase.depth == reach::sectors)
    return judge_units(phase.minimum, result.sectors, expected_units);
  if (phase.depth == reach::leads)
    return judge_units(phase.minimum, result.clusters, expected_units);
  const auto targets = std::max(result.targets, result.sent);
  if (targets == 0)
    return phase_outcome::nobody;
  // Of people, of whom no share is needed, some may be refused beside.
  if (result.skipped == targets
      || (phase.minimum == 0 && result.sent == 0 && result.skipped > 0))
    return phase_outcome::skipped;
  return result.sent == 0 ? phase_outcome::partial
                          : judge_units(phase.minimum, result.ready, result.sent);
}

} // namespace mesh
