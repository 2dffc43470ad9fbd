#pragma once
#include "runtime/control/program_share.hpp"
#include "runtime/control/sent_tasks.hpp"
#include "runtime/http/http.hpp"
#include "runtime/mesh/local_mesh.hpp"

namespace mesh::control {

/// `POST /mcp`: the mesh for clients of MCP (N1). A client that waits costs nothing: there are
/// no sessions, and a thread works only while something is answered.
class mcp_door {
public:
  /// Both outlive it.
  mcp_door(local_mesh& mesh, program_share& share) : mesh_(mesh), share_(share) {}

  /// Refers to this object.
  [[nodiscard]] route way_in();

private:
  response answer(const request& what, const exchange& x);

  local_mesh& mesh_;
  program_share& share_;
  sent_tasks tasks_;
};

} // namespace mesh::control
