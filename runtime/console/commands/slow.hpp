#pragma once
#include "runtime/console/shared/faults.hpp"

namespace mesh::console {

/// Makes agents slower by a factor, in the simulated world.
struct slow_command : fault_arguments {
  double factor = 10;
};

} // namespace mesh::console
