#pragma once
#include <cstdint>

#include "actors/coordination/impedance.hpp"
#include "messages/capabilities.hpp"
#include "messages/ids.hpp"
#include "messages/in_hand.hpp"
#include "messages/membership.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// Z2: everything the registry holds of one agent.
struct agent_row {
  agent_id id;
  agent_class cls = agent_class::a_edge;
  agent_state state = agent_state::active;
  impedance_flags flags;
  bool frozen = false;                      // O6: takes no messages until it is thawed
  membership standing = membership::member; // T5
  std::uint16_t latency_samples = 0;
  std::uint16_t processing_samples = 0;
  std::uint16_t queue_depth = 0;
  float latency_ms = 0;    // round trip; the class's prior until measured
  float processing_ms = 0; // ordinary message, empty queue
  float drift = 0;
  float score = 0;               // 0 to 1000, Z3: for people to read
  float lead_ms = 0;             // the same without its cap: what is compared
  float mean_score = 0;          // what is usual for it, Z6; 0: not known yet
  float usual_latency_ms = 0;    // of that, each 0 when not known yet
  float usual_processing_ms = 0; //
  float reliability = 1;         // success rate, Z2
  time_point last_heard{};
  std::uint64_t context_hash = 0;
  capability_set capabilities;
  in_hand holds; // what it works on at present

  [[nodiscard]] impedance as_impedance() const {
    return {latency_ms, processing_ms, drift, queue_depth};
  }
  bool operator==(const agent_row&) const = default;
};

} // namespace mesh
