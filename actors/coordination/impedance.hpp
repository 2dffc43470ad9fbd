#pragma once
#include "config/config.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

struct impedance_config;

/// The figures assumed of one agent, measured or prior: the input to every
/// formula of chapter S.
struct impedance {
  double latency_ms = 0;    // round trip
  double processing_ms = 0; // ordinary message, empty queue
  double drift = 0;         // Z3
  int queue_depth = 0;
};

/// S2: base x (1 + 0.5 x payload weight) x (1 + 0.1 x queue depth).
double expected_processing_ms(const impedance& z, double payload_weight,
                              const impedance_config& cfg);

/// When an agent is expected to be READY after a send, and the lead time to
/// plan with: the expectation plus a buffer that grows with drift (S1).
struct arrival_estimate {
  double expected_ms = 0; // latency / 2 + processing
  double buffer_ms = 0;
  [[nodiscard]] double lead_time_ms() const { return expected_ms + buffer_ms; }
};
arrival_estimate estimate_arrival(const impedance& z, double payload_weight,
                                  const impedance_config& cfg);

/// Z3: lead time of an ordinary message at the current queue, in ms; capped, to
/// be read by people. What decides anything compares lead times.
double score(const impedance& z, const impedance_config& cfg);

/// S4: clamp(0.5 x reliability - 0.3 x drift + (0.2 if heard lately), 0, 1).
double confidence(double reliability, double drift, bool heard_lately);

/// Z6: for routing preference and for people's eyes.
struct impedance_flags {
  bool slow = false;     // score over the limit
  bool unstable = false; // drift over the limit
  bool spike = false;    // takes over twice what is usual for it
  bool operator==(const impedance_flags&) const = default;
};

/// The figures that an agent is judged by.
struct health_facts {
  impedance now;
  double usual_ms = 0;    // expected time of an ordinary message; 0: no baseline
  int samples = 0;        // measured, of latency or of processing
  double prior_score = 0; // its class's: who is slow by nature is not flagged for it
};

/// Nothing is flagged before enough was measured, and no rise or variation by
/// less than `least_ms`, however small it was before.
impedance_flags flags_of(const health_facts& facts, double least_ms,
                         const impedance_config& cfg);
/// Whether the agent is degraded: at an empty queue, it takes several times what
/// is usual for itself. How long that is does not matter.
bool worse_than_usual(const health_facts& facts, double least_ms, const impedance_config& cfg);

} // namespace mesh
