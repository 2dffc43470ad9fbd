#include "actors/parts/mesh_figures.hpp"

#include <chrono>

namespace mesh {

void mesh_figures::gathered(const scatter_result& result, bool counts, time_point now) {
  const auto& s = result.summary;
  // A phase of people who need longer than T is ahead was sent to no agent: there was no
  // quorum to reach.
  const auto all_skipped = s.targets > 0 && s.skipped == s.targets;
  if (counts && !all_skipped)
    kpi_.gathered(s, result.success(), result.window_ms, result.scheduled);
  if (s.conflict > 0)
    conflicts_.emplace_back(now, s.conflict);
}

void mesh_figures::cascaded(const cascade_result& result, time_point now) {
  if (result.total.scheduled) // without prediction it shows what prediction buys
    kpi_.cascaded(result.kind, result.total_ms);
  last_cascade_ = now;
}

void mesh_figures::add_to(orchestrator_report& report, time_point now) {
  constexpr auto hour = std::chrono::hours(1);
  while (!conflicts_.empty() && conflicts_.front().first + hour < now)
    conflicts_.pop_front();
  report.kpi = kpi_.rows();
  for (const auto& [when, count] : conflicts_)
    report.conflicts_last_hour += count;
  if (last_cascade_)
    report.since_last_cascade_s = to_ms(now - *last_cascade_) / 1'000;
}

} // namespace mesh
