#pragma once
#include "runtime/console/running/output.hpp"
#include "runtime/console/session.hpp"

namespace mesh::console {

/// The end of one line.
struct line_end {
  outcome result;           // of its last look, when it was watched
  bool shown = true;        // false: results were lost
  bool interrupted = false; // and not the usual end of a look that repeats
};

/// Runs a line and shows its result: once, or with --watch again and again until Ctrl-C, which
/// then is how it ends, and no failure (O7). `as_expected`: whether a failure with that code
/// is what the next line expects.
line_end run_line(session& on, const script_line& line, output& out,
                  const std::function<bool(exit_code)>& as_expected = {});

} // namespace mesh::console
