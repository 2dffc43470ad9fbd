#pragma once
#include <string>

#include "runtime/console/running/outcome.hpp"
#include "runtime/console/talk/turn.hpp"

namespace mesh::console::talk {

/// Whether there is a model to ask about a sentence that the grammar did not understand.
bool may_ask_model(const command_context& at, const not_understood& why);

/// Asks the model what the sentence means (N1), and goes by its answer as far as `judge` lets
/// it: what looks is run, and its result is in `looked`; what changes the mesh and was asked
/// for becomes one proposal of the operator, written by the model; the rest is refused by name.
/// `model` in the outcome has what it said, its commands, and what was refused. None: its
/// answer was of no use, and nothing was done; the error says why.
tl::expected<void, error> ask_model(turn& in, const std::string& sentence,
                                    const known_names& names, outcome& o);

} // namespace mesh::console::talk
