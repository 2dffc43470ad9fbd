#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "config/protection.hpp"
#include "messages/failure_event.hpp"

namespace mesh {

/// One of several answers to the same question, asked on purpose of several.
struct redundant_answer {
  agent_id agent;
  std::string value;
};

/// An agent whose answer several others contradict: the evidence of F5.
struct contradiction {
  agent_id agent;
  std::string said;
  std::string others_said;
  std::size_t others = 0; // that said so
  std::size_t asked = 0;  // answers in all
  bool operator==(const contradiction&) const = default;
};

/// F5: who contradicts the majority. A majority is more than half of all
/// answers and at least as many agents as configured; without one (a tie, too
/// few answers) nobody is named. An agent that answers twice counts once, with
/// its first answer.
std::vector<contradiction> contradictions(const std::vector<redundant_answer>& answers,
                                          const failures_config& cfg);

/// F5 escalates at once, to the orchestrator: a rogue may be in any cluster.
failure_event event_of(const contradiction& evidence, time_point now);

} // namespace mesh
