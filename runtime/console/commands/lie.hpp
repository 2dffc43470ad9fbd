#pragma once
#include "runtime/console/shared/faults.hpp"

namespace mesh::console {

struct lie_command : fault_arguments {};

} // namespace mesh::console
