#include "actors/coordination/impedance.hpp"

#include <algorithm>

#include "config/config.hpp"

namespace mesh {

double expected_processing_ms(const impedance& z, double payload_weight,
                              const impedance_config& cfg) {
  return z.processing_ms * (1 + cfg.weight_factor * payload_weight)
         * (1 + cfg.queue_factor * z.queue_depth);
}

arrival_estimate estimate_arrival(const impedance& z, double payload_weight,
                                  const impedance_config& cfg) {
  arrival_estimate e;
  e.expected_ms = z.latency_ms / 2 + expected_processing_ms(z, payload_weight, cfg);
  // In this order also for an infinite expectation without drift, which is no number.
  e.buffer_ms = std::min(cfg.max_buffer_ms, cfg.buffer_factor * z.drift * e.expected_ms);
  return e;
}

double score(const impedance& z, const impedance_config& cfg) {
  return std::min(estimate_arrival(z, 0, cfg).lead_time_ms(), cfg.score_cap);
}

double confidence(double reliability, double drift, bool heard_lately) {
  return std::clamp(0.5 * reliability - 0.3 * drift + (heard_lately ? 0.2 : 0.0), 0.0, 1.0);
}

impedance_flags flags_of(double score, double drift, double mean_score, double prior_score,
                         const impedance_config& cfg) {
  auto slow_by_nature = prior_score > cfg.degraded_score;
  return {score > cfg.degraded_score && !slow_by_nature, drift > cfg.unstable_drift,
          mean_score > 0 && score > cfg.spike_factor * mean_score};
}

} // namespace mesh
