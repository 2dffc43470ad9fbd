#pragma once
#include <cstdint>
#include <sys/types.h>

namespace mesh::reaper {

/// Starts the program in a process group of its own, with default signals,
/// its memory limited (0: not) and bound to die with this process. Sends
/// `setup_failed` or `exec_failed` when it cannot. Returns its pid, or -1.
pid_t launch(char* const argv[], std::uint64_t memory_bytes);

} // namespace mesh::reaper
