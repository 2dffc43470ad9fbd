#pragma once
#include <optional>
#include <string>

#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh::console {

struct ask_command {
  std::string question;
  scope where;
  std::optional<int> sample;
  std::string capability;
  std::optional<agent_class> cls;
  std::optional<double> timeout_ms;
  bool redundant = false; // F5: quarantine who contradicts most
  priority urgency = priority::normal;
  bool approve = false;
  bool go_on = false;            // M3: what has begun outlives the command
  bool fail_on_conflict = false; // K1: an answer of -1 is a failure
};

} // namespace mesh::console
