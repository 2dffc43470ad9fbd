#pragma once
#include "messages/ids.hpp"

namespace mesh::console {

struct route_around_command {
  agent_id id;
};

} // namespace mesh::console
