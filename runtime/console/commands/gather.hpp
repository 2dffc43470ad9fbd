#pragma once
#include <optional>
#include <string>

#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh::console {

struct gather_command {
  scope where;
  std::optional<agent_class> cls;
  std::string capability;
  std::string payload;
  double payload_weight = 0;
  std::optional<double> window_ms;
  std::optional<double> minimum;
  std::optional<double> horizon_ms; // how far ahead T is
  std::uint64_t at_ms = 0;          // T, since 1970; 0: as soon as all can be ready
  bool unscheduled = false;
  priority urgency = priority::normal;
  bool approve = false;
  bool go_on = false;            // M3: what has begun outlives the command
  bool fail_on_conflict = false; // K1: an answer of -1 is a failure
};

} // namespace mesh::console
