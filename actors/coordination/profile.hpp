#pragma once
#include "actors/coordination/estimator.hpp"
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
  [[nodiscard]] profile_report report() const;

private:
  estimator latency_;
  estimator processing_;
  float weight_factor_;
  float queue_factor_;
  float drift_floor_ms_;
};

} // namespace mesh
