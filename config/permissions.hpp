#pragma once
#include <string>
#include <vector>

namespace mesh {

/// X4. Capabilities that an agent must have for what it does beside answering; none: all may.
struct permissions_config {
  std::vector<std::string> post;    // to send messages to other agents
  std::vector<std::string> effects; // to work on a task that has effects outside of the mesh
  bool operator==(const permissions_config&) const = default;
};

} // namespace mesh
