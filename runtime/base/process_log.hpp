#pragma once
#include "config/config.hpp"

namespace mesh {

/// The log of a process: on stderr, as text or as JSON lines.
void set_up_log(const runtime_config& cfg);

} // namespace mesh
