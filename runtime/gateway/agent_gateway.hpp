#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "config/gateway.hpp"
#include "config/transport.hpp"
#include "runtime/identity/credential_files.hpp"
#include "runtime/mesh/agent_door.hpp"
#include "runtime/mesh/local_mesh.hpp"

namespace mesh::gateway {

struct gateway_options {
  gateway_config limits; // `listen` names where
  /// Certificates of an operator; none: they are made here.
  std::optional<identity::credential_files> files = {};
  /// Of the mesh: enrolments, keys and certificates that were made stay there. Empty: all of
  /// that ends with the process.
  std::filesystem::path data = {};
  transport_config log = {}; // how often the same refusal is logged
};

/// Since the start, but for those that say now.
struct gateway_counts {
  std::uint64_t links = 0;                      // now
  std::uint64_t agents = 0;                     // now, on links
  std::uint64_t handshakes = 0;                 // now, unfinished
  std::map<std::string, std::uint64_t> refused; // by reason
};

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
  [[nodiscard]] gateway_counts counts() const;

  tl::expected<agent_invite, error> enroll(const enroll_order& what) override;
  tl::expected<void, error> change(const std::string& name, enrolment_act what) override;
  [[nodiscard]] std::vector<enrolled_agent> enrolled() const override;
  [[nodiscard]] tl::expected<enrolled_agent, error>
  find(const std::string& name) const override;
  [[nodiscard]] std::vector<agent_link_view> links() const override;
  [[nodiscard]] std::optional<agent_home> home_of(agent_id id) const override;
  [[nodiscard]] agent_door_counts door_counts() const override;

private:
  struct machine;
  explicit agent_gateway(std::unique_ptr<machine> made);
  std::unique_ptr<machine> machine_;
};

} // namespace mesh::gateway
