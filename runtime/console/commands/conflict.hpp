#pragma once
#include "messages/ids.hpp"

namespace mesh::console {

struct conflict_command {
  message_id id;
};

} // namespace mesh::console
