#pragma once
#include <optional>
#include <string>

#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh::console {

struct broadcast_command {
  std::string text;
  scope where;
  bool acknowledge = false; // wait for the agents themselves, not only their inboxes
  std::optional<double> timeout_ms;
  priority urgency = priority::high; // O2
  bool approve = false;              // a person approves, where the mode asks for it (D2)
  bool go_on = false;
  bool fail_on_conflict = false;
};

} // namespace mesh::console
