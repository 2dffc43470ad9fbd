#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "messages/ids.hpp"

namespace mesh {

/// What an agent's answer contradicts (K2).
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

/// What an agent reports when it answers -1 (K1). Information, never an error.
struct conflict {
  conflict_type type = conflict_type::other;
  std::string expected;
  std::string received;
  std::uint64_t context_hash = 0;    // of the context the agent worked with
  std::uint32_t depth = 0;           // how far two contexts have grown apart
  std::uint32_t affected_agents = 0; // how many rely on the contradicted value
  bool operator==(const conflict&) const = default;
};

/// A conflict with its place in the mesh: one line of the log (K1, K4).
struct conflict_record {
  message_id id;
  std::uint64_t at_ms = 0; // since 1970, for people and for queries
  agent_id agent;
  message_id message;
  conflict what;
  bool operator==(const conflict_record&) const = default;
};

} // namespace mesh
