#pragma once
#include <vector>

#include "config/config.hpp"
#include "messages/agent_messages.hpp"

namespace mesh {

/// The messages of other agents that a lead has handed to its agents, until they are
/// answered or expire.
///
/// Each is given to an agent twice at most: to the one that was there and, when that
/// went down, to its replacement. Its ticket counts it as undeliverable where it is let
/// go without an answer.
class open_posts {
public:
  /// False when the agent has `most` already.
  bool take(std::uint8_t slot, const deliver& what, shared_ticket ticket, std::size_t most,
            time_point now);
  /// The post that is answered now; null when it was none.
  shared_message end(std::uint8_t slot, message_id what);
  [[nodiscard]] bool any(std::uint8_t slot) const;
  void clear(std::uint8_t slot);
  /// The agent was replaced: what the new one is to be given.
  std::vector<deliver> again(std::uint8_t slot, time_point now);

private:
  struct posted {
    deliver what;
    shared_ticket ticket;
  };
  std::vector<std::vector<posted>> by_slot_; // none for those that never had any
};

/// An agent's message to another one.
message message_of(post&& p, agent_id from, message_id id, std::uint64_t wall_ms,
                   const config& cfg);

} // namespace mesh
