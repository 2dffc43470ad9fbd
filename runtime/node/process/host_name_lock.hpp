#pragma once
#include <string>

#include "actors/work/process/unique_fd.hpp"

namespace mesh::node {

/// One process at a time holds a name in an operating system (R2): whoever holds it knows
/// that no other process with it runs there.
class host_name_lock {
public:
  /// `name`: of the node, and of its mesh.
  explicit host_name_lock(const std::string& name);

  /// Of this operating system, as node_greeting::host_id, when this process holds the name
  /// or can take it now; empty while another process has it.
  std::string host_id();

private:
  std::string name_;
  unique_fd held_;
};

} // namespace mesh::node
