#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "runtime/gateway/enrolment_record.hpp"
#include "runtime/mesh/agent_door.hpp"

namespace mesh::gateway {

/// A key of an agent, and from when to when it does work, in ms since 1970.
struct enrolment_key {
  identity::ed25519::public_key key{};
  std::uint64_t since_ms = 0;
  std::uint64_t until_ms = 0;
  bool operator==(const enrolment_key&) const = default;
};

/// All that is known of one enrolled agent (X1), as its records say, one after the other.
struct enrolment_entry {
  /// Rotations that are remembered, to see who rotates all the time.
  static constexpr std::size_t most_rotations = 3;

  agent_class cls = agent_class::c_persistent;
  std::vector<std::string> capabilities;
  scope where;
  std::optional<agent_id> id;
  storage::digest token{};
  std::uint64_t token_until_ms = 0;
  bool open = true; // nobody has used the token
  bool suspended = false;
  bool revoked = false;
  bool rotation_wanted = false;
  std::vector<enrolment_key> keys;     // the newest first
  std::deque<std::uint64_t> rotations; // the last ones
  std::deque<enrolment_event> history; // the newest last

  /// Makes it so; the history keeps so many moments. False, and nothing changes, when the
  /// record does not follow from those before it.
  bool apply(const enrolment_record& what, std::size_t most_moments);

  /// None: it is not one of the agent's.
  [[nodiscard]] const enrolment_key* find(const identity::ed25519::public_key& key) const;
  [[nodiscard]] enrolment_state state() const;
  /// For people, without its history; keys that do work.
  [[nodiscard]] enrolled_agent view(const std::string& name, std::uint64_t now_ms) const;

  bool operator==(const enrolment_entry&) const = default;

private:
  bool follow(const enrolment_record& what);
  void invite(const enrolment_record& what);
  void rotate(const enrolment_record& what);
};

} // namespace mesh::gateway
