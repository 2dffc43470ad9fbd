#pragma once
namespace mesh::console {

/// `on failure stop|continue`: what a script does after a failed command.
struct on_failure_command {
  bool continue_after = false;
};

} // namespace mesh::console
