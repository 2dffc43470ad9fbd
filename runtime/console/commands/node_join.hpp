#pragma once
#include <string>

namespace mesh::console {

struct node_join_command {
  std::string name;
};

} // namespace mesh::console
