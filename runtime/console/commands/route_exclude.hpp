#pragma once
#include <string>

#include "messages/vocabulary.hpp"

namespace mesh::console {

struct route_exclude_command {
  agent_class cls = agent_class::a_edge;
  std::string capability;
  bool approve = false;
};

} // namespace mesh::console
