#pragma once
#include <optional>

#include "actors/work/http/call_attempt.hpp"
#include "config/calls.hpp"

namespace mesh {

/// A job after one of its POSTs.
struct call_so_far {
  bool acts = false;    // it may take effect outside
  int attempts = 1;     // that have ended, this one included
  duration time_left{}; // until nobody waits for the answer any more
  double chance = 0;    // at random, 0 to 1: varies the wait
};

/// The wait before the job is POSTed again; none: it is not, its result is final (M3, M4).
///
/// Tried again is what may go well next time: a function that was not reached, that answered
/// with 429 or from 500 on, or broke off. A job that acts is tried again only when no byte of
/// it has left. The wait doubles from attempt to attempt up to a limit, and is varied by half
/// of it to either side; a Retry-After that is longer counts instead. Nothing is tried again
/// when the wait is as long as the time that is left.
std::optional<duration> wait_before_retry(const call_attempt& last, const call_so_far& job,
                                          const calls_config& limits);

} // namespace mesh
