#pragma once
#include "messages/ids.hpp"

namespace mesh::console {

struct thaw_command {
  scope where;
};

} // namespace mesh::console
