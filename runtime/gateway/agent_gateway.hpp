#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "runtime/gateway/gateway_options.hpp"
#include "runtime/mesh/agent_door.hpp"
#include "runtime/mesh/local_mesh.hpp"

namespace mesh::gateway {

/// The door of a mesh in one process for agents that live outside (X1): WebSockets over TLS
/// 1.3, dialled by the agents. One thread for all links. Ends before the mesh does.
class agent_gateway final {
public:
  /// Listens, and opens the mesh's door. Errors name address, file and remedy.
  static tl::expected<std::unique_ptr<agent_gateway>, error> start(local_mesh& mesh,
                                                                   gateway_options options);
  /// Agents are told goodbye, with when to come back.
  ~agent_gateway();

  /// Reads the certificate again, for links from now on; see gateway_machine.
  tl::expected<void, error> reload();
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::string url() const; // as in invites
  [[nodiscard]] agent_door& door() const;

private:
  struct parts;
  explicit agent_gateway(std::unique_ptr<parts> made);
  std::unique_ptr<parts> parts_;
};

} // namespace mesh::gateway
