#pragma once
#include "runtime/console/shared/faults.hpp"

namespace mesh::console {

/// A fault on demand. Each kind is a type of its own, as each command is.
template <fault_kind Kind>
struct fault_command : fault_arguments {};

template <>
struct fault_command<fault_kind::crash> : fault_arguments {
  bool scheduler = false; // that of the sector's chains, and nobody else
};

using crash_command = fault_command<fault_kind::crash>;
using hang_command = fault_command<fault_kind::hang>;
using corrupt_command = fault_command<fault_kind::corrupt>;
using lie_command = fault_command<fault_kind::lie>;

} // namespace mesh::console
