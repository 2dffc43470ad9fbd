#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "runtime/gateway/gateway_options.hpp"
#include "runtime/mesh/agent_door.hpp"
#include "runtime/mesh/local_mesh.hpp"

namespace mesh::gateway {

struct gateway_machine;

/// The door of a mesh for agents that live outside (X1): WebSockets over TLS 1.3, dialled by
/// the agents. One thread for all links. Ends before the mesh does.
class agent_gateway final : public agent_door {
public:
  /// Listens, and opens the mesh's door. Errors name address, file and remedy.
  static tl::expected<std::unique_ptr<agent_gateway>, error> start(local_mesh& mesh,
                                                                   gateway_options options);
  /// Agents are told goodbye, with when to come back.
  ~agent_gateway() override;

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::string url() const; // as in invites

  tl::expected<agent_invite, error> enroll(const enroll_order& what) override;
  tl::expected<void, error> change(const std::string& name, enrolment_act what) override;
  [[nodiscard]] std::vector<enrolled_agent> enrolled() const override;
  [[nodiscard]] tl::expected<enrolled_agent, error>
  find(const std::string& name) const override;
  [[nodiscard]] std::vector<agent_link_view> links() const override;
  [[nodiscard]] std::optional<agent_home> home_of(agent_id id) const override;
  [[nodiscard]] agent_door_counts door_counts() const override;

private:
  explicit agent_gateway(std::unique_ptr<gateway_machine> made);
  std::unique_ptr<gateway_machine> machine_;
};

} // namespace mesh::gateway
