#pragma once
#include <cstdint>

namespace mesh {

/// An agent's report of itself, in every heartbeat and answer:
/// medians, and how much they vary (Z3, Z5).
struct profile_report {
  float latency_ms = 0;    // round trip, median
  float processing_ms = 0; // of an ordinary message at an empty queue, median
  float drift = 0;         // standard deviation / mean of the time to READY
  std::uint16_t latency_samples = 0;
  std::uint16_t processing_samples = 0;
  bool operator==(const profile_report&) const = default;
};

} // namespace mesh
