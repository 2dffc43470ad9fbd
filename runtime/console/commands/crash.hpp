#pragma once
#include "runtime/console/shared/faults.hpp"

namespace mesh::console {

struct crash_command : fault_arguments {};

} // namespace mesh::console
