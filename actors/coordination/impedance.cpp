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

namespace {

/// Over `factor` x what is usual, and not only next to nothing more.
bool rises(double now_ms, double usual_ms, double factor, double least_ms) {
  return usual_ms > 0 && now_ms > factor * usual_ms && now_ms - usual_ms >= least_ms;
}

} // namespace

impedance_flags flags_of(const health_facts& facts, double least_ms,
                         const impedance_config& cfg) {
  if (facts.usual_ms <= 0 && facts.samples < cfg.baseline_samples)
    return {};
  auto now = estimate_arrival(facts.now, 0, cfg);
  auto empty = facts.now;
  empty.queue_depth = 0;
  auto varies_ms = facts.now.drift * estimate_arrival(empty, 0, cfg).expected_ms;
  auto slow_by_nature = facts.prior_score > cfg.slow_score;
  return {now.lead_time_ms() > cfg.slow_score && !slow_by_nature,
          facts.now.drift > cfg.unstable_drift && varies_ms >= least_ms,
          rises(now.expected_ms, facts.usual_ms, cfg.spike_factor, least_ms)};
}

bool worse_than_usual(const health_facts& facts, double least_ms, const impedance_config& cfg) {
  auto empty = facts.now;
  empty.queue_depth = 0;
  return rises(estimate_arrival(empty, 0, cfg).expected_ms, facts.usual_ms, cfg.degraded_factor,
               least_ms);
}

} // namespace mesh
