#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "messages/deadline.hpp"
#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// The way a message finds its targets (M1).
enum class strategy : std::uint8_t { direct, broadcast, scatter_gather, pipeline };
/// The request to an agent (M1).
enum class verb : std::uint8_t { observe, orient, decide, act, record, sync };
std::string_view to_string(strategy how);
std::string_view to_string(verb what);

struct chain_errand;

/// M1: what is said, once for all targets. Built by whoever sends it, shared
/// and never changed after; what differs from hop to hop is in scatter_order,
/// what differs from target to target is in deliver.
struct message {
  message_id id;
  message_id correlation;    // the command this belongs to
  message_id causation;      // the message that caused this one; 0 when none
  std::uint64_t lamport = 0; // the sender's clock, see lamport_clock; 0: it has none
  message_id resolves;       // the conflict that this is to end (K3); 0: none
  std::string source;        // who sends: `console`, or an agent's id

  strategy how = strategy::scatter_gather;
  verb what = verb::act;
  std::uint64_t created_at_ms = 0; // the sender's wall clock, for people only
  std::uint32_t ttl_ms = 0;
  priority urgency = priority::normal;
  trinary expectation = trinary::ready;

  double payload_weight = 0; // S2; 0 is an ordinary message
  std::vector<std::string> required_capabilities;
  std::string payload;
  std::vector<std::string> parts; // when not empty, each target gets one of these
  std::string payload_hash;       // SHA-256 over payload and parts, 32 bytes
  /// V2: the task of a chain that this is, for an agent of this process; null: none. It does
  /// not travel.
  std::shared_ptr<const chain_errand> errand;

  bool operator==(const message&) const = default;
};

using shared_message = std::shared_ptr<const message>;

/// The same message with a reference count of its own, for a group of users:
/// with one count for all of them every core would wait for that one.
shared_message counted_apart(shared_message m);

/// SHA-256 over payload and parts, each with its length before it.
std::string hash_of_payload(const message& m);

} // namespace mesh
