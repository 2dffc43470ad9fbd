#pragma once
#include <optional>
#include <string>
#include <vector>

#include "runtime/gateway/refusal.hpp"
#include "runtime/mesh/agent_door.hpp"

namespace mesh::gateway {

/// The links of all agents of a mesh, wherever they are, as its enrolments use them. Any
/// thread; the calls may wait.
class agent_links {
public:
  virtual ~agent_links() = default;

  /// The way for a newcomer to a place: `url`, `urls` and `ca` of its invite.
  /// `unsupported`: there is no port.
  [[nodiscard]] virtual tl::expected<agent_invite, error> way_to(const scope& where) const = 0;
  /// The agent is not to be on any link any more.
  virtual void turn_out(const std::string& agent, const refusal& why) = 0;
  /// The agent is to make a new key.
  virtual void ask_for_new_key(const std::string& agent) = 0;

  /// Where it is linked from; empty: it has no link.
  [[nodiscard]] virtual std::string address_of(const std::string& agent) const = 0;
  [[nodiscard]] virtual std::vector<agent_link_view> links() const = 0;
  [[nodiscard]] virtual std::vector<agent_home::delivery>
  open_deliveries(agent_id id) const = 0;
  /// None: they are on other hosts, which count.
  [[nodiscard]] virtual std::optional<agent_door_counts> counts() const = 0;
};

} // namespace mesh::gateway
