#include "actors/coordination/send_schedule.hpp"

#include <algorithm>

namespace mesh {

send_plan plan_sends(const std::vector<send_candidate>& candidates, time_point now,
                     time_point arrive, double payload_weight, bool scheduled,
                     const impedance_config& cfg, time_point answer_by) {
  constexpr double room = 1.2; // for jitter
  send_plan plan;
  plan.sends.reserve(candidates.size());
  for (const auto& c : candidates) {
    auto estimate = estimate_arrival(c.z, payload_weight, cfg);
    auto lead_time = c.lead_time_ms.value_or(estimate.lead_time_ms());
    auto due = scheduled ? arrive - from_ms(lead_time) : now;
    if (due < now) {
      plan.skips.push_back({c.slot, std::min(lead_time, to_ms(longest_span)),
                            std::max(0.0, to_ms(arrive - now))});
      continue;
    }
    auto way_back = c.lead_time_ms ? duration{} : from_ms(room * c.z.latency_ms / 2);
    if (scheduled && answer_by - arrive < way_back) {
      // It would be ready at T; its answer comes so long after.
      const auto needed_ms = to_ms(arrive - now) + to_ms(way_back);
      plan.skips.push_back(
          {c.slot, std::min(needed_ms, to_ms(longest_span)), to_ms(answer_by - now)});
      continue;
    }
    if (c.lead_time_ms)
      plan.sends.push_back({c.slot, due, due + from_ms(lead_time), lead_time, lead_time});
    else
      plan.sends.push_back({c.slot, due, due + from_ms(estimate.expected_ms), lead_time,
                            expected_processing_ms(c.z, payload_weight, cfg)});
  }
  std::stable_sort(plan.sends.begin(), plan.sends.end(),
                   [](const auto& a, const auto& b) { return a.due < b.due; });
  return plan;
}

} // namespace mesh
