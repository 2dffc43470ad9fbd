#pragma once
#include "runtime/console/talk/turn.hpp"

namespace mesh::console::talk {

/// Answers questions that one list answers: conflicts, breakers, chains, hosts, history,
/// events, rules, proposals, comparisons. False: it is none of them.
bool look_up(turn& in, const intent& what);

} // namespace mesh::console::talk
