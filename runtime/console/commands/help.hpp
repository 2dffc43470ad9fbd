#pragma once
#include <string>

namespace mesh::console {

struct help_command {
  std::string topic;
};

} // namespace mesh::console
