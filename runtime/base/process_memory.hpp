#pragma once
#include "config/config.hpp"

namespace mesh {

/// Before the first thread: each arena of malloc keeps what was freed in it, and with
/// one for each of many threads a large answer would stay in memory many times over.
void bound_memory(const runtime_config& cfg);

/// To the system, what malloc keeps although it is free. Takes milliseconds.
void return_memory();

} // namespace mesh
