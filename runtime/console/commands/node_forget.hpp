#pragma once
#include <string>

namespace mesh::console {

/// R2: it is gone for good.
struct node_forget_command {
  std::string name;
};

} // namespace mesh::console
