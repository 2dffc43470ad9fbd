#pragma once
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "config/config.hpp"
#include "runtime/calls/callback_book.hpp"
#include "runtime/gateway/host_gateway.hpp"
#include "runtime/gateway/hosts_door.hpp"
#include "runtime/gateway/mesh_key.hpp"
#include "runtime/node/uplink/sector_host.hpp"

namespace mesh::node {

/// The agents of a host that live outside of its process: those that come over links, and those
/// that are called at a URL. Outlives the host's sectors.
class node_agents {
public:
  /// Listens, where the configuration says so. Errors name address, file and remedy.
  static tl::expected<std::unique_ptr<node_agents>, error>
  open(const config& cfg, const std::string& data, caf::actor_system& system);
  ~node_agents();

  /// Before the host's sectors are there.
  void enter(host_setup& how);
  /// When they are.
  void speak_over(const caf::actor& uplink);
  /// Reads the port's certificate again; the one in use stays when it is not good.
  tl::expected<void, error> reload();
  /// Of the port; none: there is no port.
  [[nodiscard]] std::optional<agent_door_counts> counts() const;

private:
  node_agents() = default;

  std::shared_ptr<gateway::shared_mesh_key> key_;
  std::shared_ptr<calls::callback_book> callbacks_ = std::make_shared<calls::callback_book>();
  std::shared_ptr<linked_agents> linked_;
  std::unique_ptr<gateway::host_gateway> port_; // none: it does not listen
};

/// Opens what tells people of messages, in the orchestrator's process, with signatures by its
/// key (X1).
web_caller_maker notices_to_people(const config& cfg, const std::string& data);

/// The enrolments of a mesh over several hosts, in the orchestrator's process.
tl::expected<std::unique_ptr<gateway::hosts_door>, error>
open_enrolments(local_mesh& mesh, const std::string& data);

} // namespace mesh::node
