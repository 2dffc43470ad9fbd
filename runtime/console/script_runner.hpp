#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "runtime/console/language/lexer.hpp"
#include "runtime/console/running/output.hpp"
#include "runtime/console/session.hpp"

namespace mesh::console {

struct script_options {
  bool keep_going = false; // after a failure; `on failure continue` says the same
  bool strict = false;     // end with the worst code met, 3 included
};

/// O7: runs the commands of a script in order. Goes on when somebody was
/// missing (3), stops at the first other failure unless told otherwise. Ends
/// with `done` when it came through; with the failure it stopped at; with the
/// worst one when it was told to go on. A failure that the next command expects
/// (`expect last.exit_code = 5`) is none. Commands that are still held at the
/// end (D2) are named, and make it `some_missing`. Comments of the script are
/// its narration.
exit_code run_script(session& on, std::string_view source, std::string_view name,
                     const std::vector<script_line>& commands, const script_options& how,
                     output& out);

/// The interactive console: prompt, history, completion; Ctrl-C ends the
/// command and not the mesh, Ctrl-D leaves. Without a terminal on stdin it
/// reads commands from there, and ends like a script that keeps going; Ctrl-C
/// then ends it.
exit_code run_console(session& on, const script_options& how, output& out,
                      const script_limits& limits);

} // namespace mesh::console
