#pragma once
#include <cstdint>

/// The protocol between the runner and the reaper of one program.
///
/// The reaper is a small process between the mesh and an external program:
///
///     mesh ── mesh-reaper ── program ── its children, and theirs ...
///
/// It is their subreaper: whoever loses its parent, however often it forked
/// and whatever session it fled to, becomes the reaper's child and not init's.
/// So it can find them all and kill them when the program ends, when the mesh
/// asks for it, and when the mesh itself is gone. It is a program of its own,
/// because a fork of the mesh would copy the page tables of 30,000 agents, and
/// could only make async-signal-safe calls.
///
/// Called as `mesh-reaper MEMORY_BYTES PROGRAM [ARGUMENT...]`, with the
/// program's stdin, stdout and stderr as 0 to 2 and a SOCK_SEQPACKET socket as
/// 3. Closing the other end of the socket, or shutting it down for writing,
/// means: kill. Over it come these reports, `ended` last.
namespace mesh::reaper {

inline constexpr int control_fd = 3;

enum class report_kind : std::int64_t {
  setup_failed, // value: errno; the program was not tried
  exec_failed,  // value: errno
  peak_memory,  // value: bytes resident, of the largest process
  survivors,    // value: processes that may not be killed (another user's)
  ended,        // value: wait status of the program; no process is left
};

struct report {
  report_kind kind{};
  std::int64_t value = 0;
};

} // namespace mesh::reaper
