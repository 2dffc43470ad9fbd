#pragma once
#include <functional>
#include <string>

#include "runtime/control/sent_tasks.hpp"
#include "runtime/mcp/mesh_port.hpp"
#include "runtime/mesh/local_mesh.hpp"

namespace mesh::control {

/// A mesh of this process for a client of MCP, as one operator (N1).
class mcp_mesh final : public mcp::mesh_port {
public:
  /// All that is given outlives it; `gone` says whether the client has left.
  mcp_mesh(local_mesh& mesh, sent_tasks& tasks, console::authority who,
           std::function<bool()> gone)
      : mesh_(mesh), tasks_(tasks), who_(std::move(who)), gone_(std::move(gone)) {}

  mcp::json look(const std::string& line) override;
  mcp::sent_command send(const std::string& line) override;
  std::optional<mcp::sent_command> task(const std::string& id, bool cancel) override;
  mcp::json propose(const std::vector<std::string>& commands, const std::string& why) override;
  [[nodiscard]] std::string_view openapi() const override;

private:
  mcp::sent_command wait_for(const std::string& id);

  local_mesh& mesh_;
  sent_tasks& tasks_;
  const console::authority who_;
  std::function<bool()> gone_;
};

} // namespace mesh::control
