#pragma once
#include <string>

namespace mesh::console {

struct node_drain_command {
  std::string name;
};

} // namespace mesh::console
