#pragma once
#include "runtime/control/sent_tasks.hpp"
#include "runtime/http/http.hpp"
#include "runtime/mesh/local_mesh.hpp"

namespace mesh::control {

/// `POST /mcp`: the mesh for clients of MCP (N1). A client that waits costs nothing: there are
/// no sessions, and a thread works only while something is answered.
class mcp_door {
public:
  explicit mcp_door(local_mesh& mesh) : mesh_(mesh) {}

  /// Refers to this object.
  [[nodiscard]] route way_in();

private:
  void answer(const request& what, exchange& x);

  local_mesh& mesh_;
  sent_tasks tasks_;
};

} // namespace mesh::control
