#pragma once
#include <string>

#include "messages/ids.hpp"

namespace mesh::console {

struct breaker_command {
  bool open = true;
  scope where;
  std::string reason;
};

} // namespace mesh::console
