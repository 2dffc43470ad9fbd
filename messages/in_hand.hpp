#pragma once
#include <cstdint>
#include <string_view>

#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// The usual time of an agent's work, and the source of that figure.
enum class usual_from : std::uint8_t {
  nothing,
  agent_class, // nothing was measured or declared
  few_samples, // measured, but not often enough to be a baseline (Z6)
  declared,    // in the configuration
  history,
};
std::string_view to_string(usual_from from); // "its class", "its history" ...

/// The message that an agent works on, as it tells its lead.
struct in_hand {
  message_id what;    // 0: none
  time_point since{}; // when its work began
  float usual_ms = 0; // how long such work usually takes
  usual_from from = usual_from::nothing;
  bool overdue = false; // it takes much longer than that
  bool operator==(const in_hand&) const = default;
};

} // namespace mesh
