#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "messages/ids.hpp"

/// How the mesh itself ends a conflict (K3). Each strategy acts first, and the
/// conflict is checked again before it is closed; what is not settled by that
/// stays for a person.
namespace mesh {

struct settlement {
  std::string how;  // the strategy, as the log names it
  std::string note; // what was seen when it was checked again
};

/// What an agent works from, as it says itself.
struct context_seen {
  std::uint64_t hash = 0; // 0: not known
  bool quarantined = false;
};

/// HASH_MISMATCH: the agent was kept away from work and given the known-good
/// context again (F4). Over when it works from that one and is used again.
std::optional<settlement> settle_hash_mismatch(agent_id who, context_seen now,
                                               std::uint64_t good_hash);

} // namespace mesh
