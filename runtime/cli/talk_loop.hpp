#pragma once
#include "runtime/control/remote_script.hpp"

namespace mesh {

/// `mesh talk` without a sentence: reads one after another from stdin, on a terminal with a
/// prompt, and has a mesh elsewhere answer each (N1). It ends with the input, or with `quit`.
/// Returns the process's exit code: 0 after a conversation on a terminal, else that of the last
/// sentence that failed.
int talk_with(const control::endpoint& whom, const control::remote_script& how);

} // namespace mesh
