#pragma once
#include <optional>
#include <string>

#include "messages/cascade.hpp"
#include "messages/vocabulary.hpp"

namespace mesh::console {

struct cascade_command {
  cascade_kind kind = cascade_kind::parallel;
  std::string payload;
  double payload_weight = 0;
  std::optional<double> window_ms;
  std::optional<double> horizon_ms;
  bool unscheduled = false;
  priority urgency = priority::normal;
  bool approve = false;
  bool go_on = false;            // M3: what has begun outlives the command
  bool fail_on_conflict = false; // K1: an answer of -1 is a failure
};

} // namespace mesh::console
