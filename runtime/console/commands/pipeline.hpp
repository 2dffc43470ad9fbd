#pragma once
#include <optional>
#include <string>
#include <vector>

#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh::console {

struct pipeline_command {
  std::vector<agent_id> agents;
  std::string payload;
  std::optional<double> timeout_ms;
  priority urgency = priority::normal;
  bool approve = false;
  bool go_on = false;
};

} // namespace mesh::console
