#pragma once
#include "actors/coordination/estimator.hpp"
#include "config/config.hpp"
#include "messages/profile_report.hpp"

namespace mesh {

struct impedance_config;

/// An agent's own measurements (Z5).
class profile {
public:
  explicit profile(const impedance_config& cfg);
  /// A message has come: its measurements will be added soon.
  void prefetch() const {
    latency_.prefetch();
    processing_.prefetch();
  }
  /// A round trip as its lead measured it, without the time the agent held
  /// the message.
  void add_round_trip(double ms) { latency_.add(ms); }
  /// A piece of work that took `ms`; stored as what an ordinary message at an
  /// empty queue would have taken (S2).
  void add_processing(double ms, double payload_weight, int queue_depth);
  /// A piece of work that was given up after `ms`: it takes at least so long. Counts
  /// only when that is more than is believed, `prior_ms` until something was measured.
  void add_unfinished(double ms, double payload_weight, int queue_depth, double prior_ms);
  [[nodiscard]] profile_report report() const;
  /// Nine in ten ordinary messages took no longer.
  [[nodiscard]] double long_processing_ms() const { return processing_.quantile(0.9); }
  [[nodiscard]] int processing_samples() const { return static_cast<int>(processing_.size()); }
  /// The factor by which one takes longer than an ordinary message (S2).
  [[nodiscard]] double scale(double payload_weight, int queue_depth) const {
    return (1 + weight_factor_ * payload_weight) * (1 + queue_factor_ * queue_depth);
  }

private:
  estimator latency_;
  estimator processing_;
  float weight_factor_;
  float queue_factor_;
  float drift_floor_ms_;
};

} // namespace mesh
