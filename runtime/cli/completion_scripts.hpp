#pragma once
#include <string>

namespace mesh {

/// The completion of `mesh` for bash, zsh or fish. It asks `mesh complete` for each word, so
/// it knows what this program knows.
std::string completion_script(const std::string& shell);

} // namespace mesh
