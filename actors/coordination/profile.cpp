#include "actors/coordination/profile.hpp"

#include <algorithm>
#include <cmath>

#include "config/config.hpp"

namespace mesh {

profile::profile(const impedance_config& cfg)
    : latency_(static_cast<std::size_t>(cfg.ring_samples)),
      processing_(static_cast<std::size_t>(cfg.ring_samples)),
      weight_factor_(static_cast<float>(cfg.weight_factor)),
      queue_factor_(static_cast<float>(cfg.queue_factor)),
      drift_floor_ms_(static_cast<float>(cfg.drift_floor_ms)) {}

void profile::add_processing(double ms, double payload_weight, int queue_depth) {
  processing_.add(ms / scale(payload_weight, queue_depth));
}

void profile::add_unfinished(double ms, double payload_weight, int queue_depth,
                             double prior_ms) {
  auto least_ms = ms / scale(payload_weight, queue_depth);
  if (least_ms > (processing_.empty() ? prior_ms : processing_.median()))
    processing_.add(least_ms);
}

profile_report profile::report() const {
  profile_report report;
  report.latency_ms = static_cast<float>(latency_.median());
  report.processing_ms = static_cast<float>(processing_.median());
  report.latency_samples = static_cast<std::uint16_t>(latency_.size());
  report.processing_samples = static_cast<std::uint16_t>(processing_.size());
  // Of what takes next to no time the clock's own noise would be a large share.
  auto mean = std::max<double>(drift_floor_ms_, latency_.mean() / 2 + processing_.mean());
  if (mean > 0) // half the round trip varies a quarter as much, in variance
    report.drift =
        static_cast<float>(std::sqrt(latency_.variance() / 4 + processing_.variance()) / mean);
  return report;
}

} // namespace mesh
