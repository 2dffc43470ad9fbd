#pragma once
#include <cstddef>
#include <optional>
#include <vector>

#include "runtime/agent_client/link_address.hpp"

namespace mesh::agent_client {

/// Decides where an agent dials next: where the mesh has sent it, else the addresses of its
/// invite, in turn (docs/reference/agent-link.md, "Several hosts"). Pure.
///
/// Always: an address that the mesh has named is dialled once. What comes after it, unless
/// the agent was welcome there, is an address of the invite.
class agent_addresses {
public:
  /// So often in a row an agent may be sent elsewhere without a welcome, until it waits.
  static constexpr int most_in_a_row = 5;

  /// `url` of the invite, and then each of its `urls`; at least one.
  explicit agent_addresses(std::vector<link_address> of_invite);

  /// The address to dial now.
  link_address next();
  /// The next dial need not wait for the reconnect delay.
  [[nodiscard]] bool at_once() const;
  /// The mesh says that the agent's cluster is there.
  void sent_to(link_address where);
  /// The agent was let in: what comes next begins at the first address of its invite.
  void welcomed();

private:
  std::vector<link_address> of_invite_;
  std::size_t turn_ = 0; // of the invite's addresses
  std::optional<link_address> named_;
  int in_a_row_ = 0;
};

} // namespace mesh::agent_client
