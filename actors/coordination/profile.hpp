#pragma once
#include <cstdint>

#include "actors/coordination/estimator.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

struct impedance_config;

/// What an agent knows of itself and reports in every heartbeat and answer:
/// medians, and how much they vary (Z3, Z5).
struct profile_report {
  float latency_ms = 0;    // round trip, median
  float processing_ms = 0; // of an ordinary message at an empty queue, median
  float drift = 0;         // standard deviation / mean of the time to READY
  std::uint16_t latency_samples = 0;
  std::uint16_t processing_samples = 0;
  bool operator==(const profile_report&) const = default;
};

/// An agent's own measurements (Z5).
class profile {
public:
  explicit profile(const impedance_config& cfg);
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
};

} // namespace mesh
