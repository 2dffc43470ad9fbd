#pragma once
#include <string>
#include <vector>

#include "runtime/placement/held_part.hpp"
#include "runtime/placement/known_mesh.hpp"

namespace mesh {

/// A node's words of itself when it joins.
struct node_greeting {
  std::string name; // of its certificate
  session_id session = 0;
  double capacity = 1;
  std::vector<held_part> holds;
  /// Of the operating system that it runs in. Two processes of one name are never there
  /// at once in one that both of them say. Empty: not known.
  std::string host_id = {};
  known_mesh knows = {};
};

} // namespace mesh
