#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "runtime/control/a2a_door.hpp"
#include "runtime/control/gatekeeper.hpp"
#include "runtime/control/live_board.hpp"
#include "runtime/control/login_routes.hpp"
#include "runtime/control/mcp_door.hpp"
#include "runtime/control/running_commands.hpp"
#include "runtime/control/sign_in_routes.hpp"
#include "runtime/http/http.hpp"
#include "runtime/http/server.hpp"
#include "runtime/mesh/local_mesh.hpp"
#include "runtime/transport/links/link_event.hpp"

namespace mesh::control {

/// The control API for an operator elsewhere: the same commands, scripts and
/// figures as at its console (O1, O7). Its handlers come from several threads.
class api {
public:
  struct surroundings {
    /// Where there are links to other processes.
    std::function<transport::link_counts()> links = {};
    std::function<server_counts()> server = {};
    /// Of the certificate that this process shows.
    std::function<identity::validity()> certificate = {};
    /// The authority by which certificates are signed here, read anew each time.
    std::function<tl::expected<identity::holder, error>()> authority = {};
  };
  /// `mesh` outlives the server that these routes are given to, and asks
  /// `interrupt_pending()` whether it is interrupted (mesh_options):
  /// else nothing can be cancelled.
  explicit api(local_mesh& mesh, const control_config& limits = {});

  /// Refer to this object.
  [[nodiscard]] std::vector<route> routes();
  /// It says which requests may go on; for server_options.
  [[nodiscard]] const gatekeeper& gate() const { return gate_; }
  /// Before the server starts to answer, or from the thread that ends it.
  void set(surroundings around) { around_ = std::move(around); }

private:
  void healthz(exchange& x) const;
  void readyz(exchange& x);
  void metrics(exchange& x);
  void status(exchange& x);
  void commands(const request& what, exchange& x);
  void cancel(const request& what, exchange& x);

  local_mesh& mesh_;
  control_config limits_;
  surroundings around_;
  running_commands running_;
  live_board live_;
  program_share programs_;
  mcp_door mcp_;
  a2a_door a2a_;
  gatekeeper gate_;
  sign_in_routes sign_in_;
  login_routes login_;
};

/// `GET /v1/openapi.json`, as in the file of this name.
std::string_view openapi();

} // namespace mesh::control
