#pragma once
#include <string>

#include "messages/ids.hpp"

namespace mesh::console {

struct resolve_command {
  message_id id;
  std::string note;
};

} // namespace mesh::console
