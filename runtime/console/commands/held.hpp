#pragma once
namespace mesh::console {

/// D2: the commands that wait for a better mode, and taking one out.
struct held_command {};

} // namespace mesh::console
