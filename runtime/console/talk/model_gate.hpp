#pragma once
#include <string>
#include <tl/expected.hpp>

#include "runtime/console/talk/spoken_wishes.hpp"

namespace mesh::console::talk {

/// A command that a model wrote, and what may become of it (N1).
struct judged_command {
  std::string text;     // written anew from its checked parts, or as it came when it only looks
  bool changes = false; // it may be proposed; else it may be run
};

/// Judges one command of a model, without believing it in anything. It may run when it only
/// looks, once, at no file. It may be proposed when the operator's own sentence asks for it:
/// see `spoken_wishes`. Of options only those that narrow it are taken, and none that approves.
/// Else: why not, in words that follow "the model asked for X:". Pure.
tl::expected<judged_command, std::string> judge(const std::string& command,
                                                const spoken_wishes& asked);

} // namespace mesh::console::talk
