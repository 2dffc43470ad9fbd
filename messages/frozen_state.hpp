#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "messages/errors.hpp"
#include "messages/message.hpp"
#include "messages/topology.hpp"

/// The state that freeze preserves of a part of the mesh, and thaw goes on from (O6).
namespace mesh {

/// A message on its way to one agent: as `deliver`, with the time left instead
/// of a moment. Many deliveries share one message.
struct frozen_delivery {
  shared_message what; // never null
  std::uint64_t gather = 0;
  duration expire_left{}; // M3; negative: expired already
  std::uint32_t part = 0;
  std::uint8_t attempt = 0; // times it may have been begun before
  bool goes_on = false;     // asked to outlive its caller, once begun
};
/// By the message's content, not by where it lies.
bool operator==(const frozen_delivery& a, const frozen_delivery& b);

/// The end of a message at an agent, so that its second copy is known (M4).
struct remembered_outcome {
  message_id what;
  trinary state = trinary::ready;
  errc failure = errc::none;
  bool operator==(const remembered_outcome&) const = default;
};

struct frozen_agent {
  agent_id id;
  std::uint64_t context_hash = 0;
  std::optional<frozen_delivery> in_hand;     // what it worked on
  std::vector<frozen_delivery> waiting;       // in the order of its queue
  std::vector<remembered_outcome> remembered; // oldest first
  bool operator==(const frozen_agent&) const = default;
};

/// Adds to what is held of an agent what was preserved of it before and is
/// neither held nor remembered: each message once, work in hand first.
void add_missing(frozen_agent& to, const frozen_agent& before);

/// M3: drops what is preserved of messages whose callers have stopped waiting by
/// `wall_ms` (of the host that made them, as the messages' own times), and takes
/// off how long the others have waited. Work that was asked to go on stays, and
/// so does what agents sent each other. Returns how many it dropped.
std::uint32_t drop_outlived(struct frozen_state& from, std::uint64_t wall_ms);

/// A circuit breaker that was not closed, or remembers why it was (B1, B2).
struct frozen_breaker {
  enum class position : std::uint8_t { closed, half_open, open };
  scope where; // all, a sector or a cluster
  position state = position::open;
  std::string reason;
  duration for_how_long{}; // it has been in this state
  bool by_hand = false;    // opened by a person, and closed only so
  bool operator==(const frozen_breaker&) const = default;
};

struct frozen_state {
  scope where;
  topology_config topology;       // of the mesh it was taken from
  std::uint64_t frozen_at_ms = 0; // since 1970, for people
  std::vector<frozen_agent> agents;
  std::vector<frozen_breaker> breakers;
  bool operator==(const frozen_state&) const = default;
};

/// The agent's record in a state whose agents are sorted by id; null when it
/// has none.
const frozen_agent* find_agent(const frozen_state& in, agent_id id);

/// As in messages/codec.hpp. Refused are also: an agent outside of the scope or
/// the topology, or twice; a delivery of a message that is not there; a part
/// that its message has not; a breaker of a single agent. A failure that a
/// newer version named reads as none.
std::string encode(const frozen_state& s);
bool decode(std::string_view bytes, frozen_state& out);

/// `config_invalid` when the state is of a mesh with other counts; says both
/// (T1).
tl::expected<void, error> check_topology(const frozen_state& s, const topology_config& here);

} // namespace mesh
