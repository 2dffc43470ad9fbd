#pragma once
#include <optional>

#include "messages/ids.hpp"

namespace mesh::console {

struct route_clear_command {
  std::optional<agent_id> agent = {}; // none: all rules
  bool approve = false;
};

} // namespace mesh::console
