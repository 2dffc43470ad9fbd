#pragma once
#include "messages/ids.hpp"

namespace mesh::console {

struct agent_command {
  agent_id id;
};

} // namespace mesh::console
