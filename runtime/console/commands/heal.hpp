#pragma once
#include "messages/ids.hpp"

namespace mesh::console {

/// O5: starts again what was given up.
struct heal_command {
  scope where;
  bool approve = false;
};

} // namespace mesh::console
