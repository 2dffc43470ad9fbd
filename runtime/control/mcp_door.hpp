#pragma once
#include <functional>

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
  /// Whether the session of a request still lasts (X3); without this each does.
  void ends_with(std::function<bool(const request&)> still_good) {
    still_good_ = std::move(still_good);
  }

  /// Refers to this object.
  [[nodiscard]] route way_in();

private:
  response answer(const request& what, const exchange& x);

  local_mesh& mesh_;
  program_share& share_;
  std::function<bool(const request&)> still_good_ = [](const request&) {
    return true;
  };
  sent_tasks tasks_;
};

} // namespace mesh::control
