#pragma once
#include <string>
#include <vector>

#include "actors/coordination/causes.hpp"
#include "runtime/console/talk/turn.hpp"

namespace mesh::console::talk {

/// Makes a proposal of a wish; or, when it is what was proposed a moment ago, takes it as a yes
/// to that. What is wrong with it is said.
void wish_for(turn& in, const intent& what);

/// Proposes to give stuck tasks to agents of a class that is made for them, to exclude the
/// unfit class from the capability, and to route to the stuck agents again; nothing when no
/// class is fitter.
void offer_reassignment(turn& in, const std::vector<agent_facts>& stuck);

} // namespace mesh::console::talk
