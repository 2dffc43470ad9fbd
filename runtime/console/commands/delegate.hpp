#pragma once
#include <optional>
#include <string>

#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh::console {

/// O4: to a class, to an agent, or to the best available (neither given).
struct delegate_command {
  std::string task;
  std::optional<agent_id> agent;
  std::optional<agent_class> cls;
  std::string capability;
  std::optional<double> timeout_ms;
  priority urgency = priority::normal;
  bool approve = false;
  bool go_on = false;            // M3: what has begun outlives the command
  bool fail_on_conflict = false; // K1: an answer of -1 is a failure
};

} // namespace mesh::console
