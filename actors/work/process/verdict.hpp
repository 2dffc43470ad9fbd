#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "actors/work/process/process_runner.hpp"

namespace mesh {

/// All that is known of a program that has ended.
struct ending {
  std::string program; // argv[0]
  std::optional<process_result> killed_for = {};
  std::optional<int> wait_status = {}; // none: its reaper vanished
  int setup_errno = 0;                 // it was not tried
  int exec_errno = 0;                  // it could not be executed
  std::int64_t peak_memory_bytes = 0;
  std::int64_t memory_limit_bytes = 0; // 0: none
  int survivors = 0;
  std::string stderr_tail = {};
};

/// Says what happened, without the output.
process_result judge(const ending& how);

} // namespace mesh
