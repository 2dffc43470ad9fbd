#pragma once
#include <string>

#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"

namespace mesh::console::talk {

/// Answers one sentence of the present operator (N1), and remembers what was spoken about for
/// the next one. `answer` in the outcome has the sentences, `intents` what was understood, and
/// `proposals` what waits for a yes. Not understood: exit code 2, and nothing was done.
void converse(const std::string& sentence, command_context& at, outcome& o);

} // namespace mesh::console::talk
