#pragma once
#include <cstdint>
#include <optional>

namespace mesh {

/// Figures of the system about this process, as Prometheus' clients report it (O1).
struct process_facts {
  double cpu_s = 0;     // of user and system, since its start
  double started_s = 0; // since 1970, UTC
  std::uint64_t resident_bytes = 0;
  std::uint64_t virtual_bytes = 0;
  std::uint64_t threads = 0;
  std::uint64_t open_files = 0;
  std::uint64_t most_files = 0; // as the soft limit has it
};

/// None: /proc cannot be read.
std::optional<process_facts> facts_of_this_process();

} // namespace mesh
