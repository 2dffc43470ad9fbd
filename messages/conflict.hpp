#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "messages/ids.hpp"
#include "messages/message.hpp"

namespace mesh {

/// The type of a conflict, by what the answer contradicts (K2).
enum class conflict_type : std::uint8_t {
  context_divergence,
  data_contradiction,
  temporal_paradox,
  capability_mismatch,
  hash_mismatch,
  other,
};
std::string_view to_string(conflict_type type); // "CONTEXT_DIVERGENCE" ...
/// Accepts the full name in any case.
std::optional<conflict_type> parse_conflict_type(std::string_view text);

/// Where a value comes from, as far as who answers -1 knows (K3). What it does
/// not know stays empty, or 0.
struct value_origin {
  std::optional<agent_id> agent; // who said it
  message_id message;            // in which message
  message_id causation;          // what that one was caused by
  std::uint64_t lamport = 0;     // and its stamp
  std::uint32_t agreeing = 0;    // other agents that found the same by themselves
  bool operator==(const value_origin&) const = default;
};

/// One message of a chain of causes (K3).
struct causal_event {
  message_id message;
  message_id causation; // 0: nothing caused it
  std::uint64_t lamport = 0;
  agent_id agent;
  bool operator==(const causal_event&) const = default;
};

/// The evidence of a conflict beyond its two values: what a strategy of K3 has
/// to go by. Each type has its own part of it.
struct conflict_evidence {
  value_origin expected_by, received_from;      // DATA_CONTRADICTION
  std::vector<causal_event> events;             // TEMPORAL_PARADOX: as they were seen
  std::vector<std::string> needed_capabilities; // CAPABILITY_MISMATCH
  std::vector<std::string> expected_branch;     // CONTEXT_DIVERGENCE: the entries
  std::vector<std::string> received_branch;     //   of both contexts, oldest first
  bool operator==(const conflict_evidence&) const = default;
};

/// An agent's report when it answers -1 (K1). Information, never an error.
struct conflict {
  conflict_type type = conflict_type::other;
  std::string expected;
  std::string received;
  std::uint64_t context_hash = 0;    // of the context the agent worked with
  std::uint32_t depth = 0;           // how far two contexts have grown apart
  std::uint32_t affected_agents = 0; // how many rely on the contradicted value
  conflict_evidence evidence = {};
  bool operator==(const conflict&) const = default;
};

/// K1: the message over which an agent answered -1, as it is kept apart from the
/// results, with the conflict.
struct quarantined_message {
  verb what = verb::act;
  std::string source;
  message_id correlation;
  message_id causation;
  std::uint64_t lamport = 0;
  double payload_weight = 0;
  std::vector<std::string> capabilities; // that it requires
  std::string payload;                   // this agent's part
  std::uint64_t payload_bytes = 0;       // of all of it; what is kept may be less
  scope given_to;                        // everybody who may have got the same
  bool operator==(const quarantined_message&) const = default;
};

/// A conflict with its place in the mesh: one line of the log (K1, K4).
struct conflict_record {
  message_id id;
  std::uint64_t at_ms = 0; // since 1970, for people and for queries
  agent_id agent;
  message_id message;
  conflict what;
  std::optional<quarantined_message> held = {};
  message_id resolves = {}; // the answer to a message that was to end this conflict
  bool operator==(const conflict_record&) const = default;
};

} // namespace mesh
