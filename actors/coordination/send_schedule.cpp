#include "actors/coordination/send_schedule.hpp"

#include <algorithm>

namespace mesh {

namespace {

/// The times that a child takes: of a person, all of it is their own.
struct expected_times {
  arrival_estimate arrival;
  double processing_ms = 0;
  double round_trip_ms = 0;
};
expected_times times_of(const send_candidate& c, double payload_weight,
                        const impedance_config& cfg) {
  if (c.lead_time_ms)
    return {{*c.lead_time_ms, 0}, *c.lead_time_ms, 0};
  return {estimate_arrival(c.z, payload_weight, cfg),
          expected_processing_ms(c.z, payload_weight, cfg), c.z.latency_ms};
}

} // namespace

send_plan plan_sends(const std::vector<send_candidate>& candidates, time_point now,
                     time_point arrive, double payload_weight, bool scheduled,
                     const impedance_config& cfg, time_point answer_by) {
  constexpr double room = 1.2; // for jitter
  send_plan plan;
  plan.sends.reserve(candidates.size());
  for (const auto& c : candidates) {
    const auto [estimate, processing_ms, round_trip_ms] = times_of(c, payload_weight, cfg);
    auto lead_time = estimate.lead_time_ms();
    auto due = scheduled ? arrive - from_ms(lead_time) : now;
    if (due < now) {
      plan.skips.push_back({c.slot, std::min(lead_time, to_ms(longest_span)),
                            std::max(0.0, to_ms(arrive - now))});
      continue;
    }
    auto way_back = from_ms(room * round_trip_ms / 2);
    if (scheduled && answer_by - arrive < way_back) {
      // It would be ready at T; its answer comes so long after.
      const auto needed_ms = to_ms(arrive - now) + to_ms(way_back);
      plan.skips.push_back(
          {c.slot, std::min(needed_ms, to_ms(longest_span)), to_ms(answer_by - now)});
      continue;
    }
    plan.sends.push_back(
        {c.slot, due, due + from_ms(estimate.expected_ms), lead_time, processing_ms});
  }
  std::stable_sort(plan.sends.begin(), plan.sends.end(),
                   [](const auto& a, const auto& b) { return a.due < b.due; });
  return plan;
}

} // namespace mesh
