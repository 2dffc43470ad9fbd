#pragma once
#include "runtime/console/talk/turn.hpp"

namespace mesh::console::talk {

/// Answers a question in sentences, with the numbers that the commands give, and with a
/// recommendation where there is one. False: it is no question that it knows.
bool answer(turn& in, const intent& what);

/// The sentences and the proposal about the slow agents of these places; silent when there are
/// none and `only_if_any`.
void tell_slow(turn& in, const std::vector<scope>& places, bool only_if_any);
/// The stuck agents of these places.
std::vector<agent_facts> stuck_in(turn& in, const std::vector<scope>& places);

} // namespace mesh::console::talk
