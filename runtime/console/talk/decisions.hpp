#pragma once
#include <string>
#include <vector>

#include "runtime/console/talk/turn.hpp"

namespace mesh::console::talk {

/// "yes", "do it", "only the first": approves the one proposal of this operator that waits;
/// with two it asks which.
void say_yes(turn& in, const intent& what);
/// "no": rejects it.
void say_no(turn& in, const intent& what);

/// A wish that takes up what was proposed a moment ago is a yes to it: it agrees, or leaves out
/// what the proposal has said. The same wish in full is only proposed again. `commands` empty:
/// any that begin with the verb. True: it was approved.
bool was_proposed(turn& in, const intent& what, const std::string& verb,
                  const std::vector<std::string>& commands);

} // namespace mesh::console::talk
