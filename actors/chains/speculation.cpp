#include "actors/chains/speculation.hpp"

#include <algorithm>

namespace mesh {

speculation_odds odds_of(const chain_map& of, chain_map::place task,
                         const chain_experience& learned) {
  const auto& plan = of.plan();
  speculation_odds odds;
  auto wait_ms = 0.0;
  for (auto earlier : of.rests_on(task)) {
    const auto& before = plan.tasks[earlier];
    const auto& mine = of.at(earlier);
    if (mine.phase == task_phase::skipped)
      continue;
    if (mine.phase != task_phase::checked && !before.verify.empty())
      odds.holds *= 1 - learned.refutation_rate(plan.name, before.name);
    if (before.branch && !before.branch->decided_by.empty() && mine.decided)
      odds.holds *= learned.likelihood(plan.name, before.name, *mine.decided);
    wait_ms = std::max(wait_ms, learned.verification_ms(plan.name, before.name));
  }
  auto work_ms = learned.work_ms(plan.name, plan.tasks[task].name);
  if (work_ms <= 0)
    work_ms = std::max(1.0, wait_ms);
  if (wait_ms <= 0)
    wait_ms = work_ms;
  odds.gain_ms = odds.holds * std::min(work_ms, wait_ms);
  odds.waste_ms = (1 - odds.holds) * work_ms;
  return odds;
}

bool may_speculate(const chain_map& of, chain_map::place task, int depth,
                   const chain_experience& learned) {
  const auto& plan = of.plan();
  if (plan.speculate == "never" || depth > plan.depth)
    return false;
  if (plan.speculate == "bounded")
    return true;
  auto odds = odds_of(of, task, learned);
  return odds.gain_ms > odds.waste_ms;
}

} // namespace mesh
