#pragma once
#include "messages/ids.hpp"

namespace mesh::console {

/// O6: part of the mesh stops, and goes on again.
struct freeze_command {
  scope where;
};

} // namespace mesh::console
