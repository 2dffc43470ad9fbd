#pragma once
#include <cstdint>

#include "runtime/placement/member_lists.hpp"

namespace mesh {

/// A node's knowledge of the mesh that it was welcomed into, so that a hub finds out when
/// its own data are older, or when it has none (R2). Nodes keep it while they live.
struct known_mesh {
  std::uint64_t id = 0;   // of the mesh, from its first placement on; 0: none
  std::uint64_t term = 0; // counts what the hub has decided, as far as the node was told
  member_list members;    // the newest list that it was told
  bool operator==(const known_mesh&) const = default;
};

} // namespace mesh
