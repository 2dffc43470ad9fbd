#pragma once
#include "messages/orchestration.hpp"

namespace mesh::console {

/// The outcome of a command, for scripts and shells (`help exit-codes`).
enum class exit_code : int {
  done = 0, // and nobody missing
  failed = 1,
  usage = 2,
  some_missing = 3,  // quorum met
  quorum_missed = 4, // or a timeout
  denied = 5,
  unavailable = 6, // frozen, or a breaker is open
};

/// The worse of two: what was wrongly asked or failed before what was turned
/// away, that before a missed quorum, that before somebody missing.
exit_code worse(exit_code a, exit_code b);

exit_code code_of(const error& what);
exit_code code_of(const scatter_result& result);
exit_code code_of(const cascade_result& result);

} // namespace mesh::console
