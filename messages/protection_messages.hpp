#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "messages/conflict.hpp"
#include "messages/failure_event.hpp"
#include "messages/ids.hpp"

/// Messages of what protects the mesh, up and down the tree. It may leave a process.
namespace mesh {

/// The traffic that a circuit breaker lets through (B2): all, nothing, a little.
enum class circuit_state : std::uint8_t { closed, open, half_open };
std::string_view to_string(circuit_state state);

/// M2: up the tree and to leads it says what a breaker has become; down to a
/// coordinator it is an order to open or close one by hand.
struct circuit {
  scope where; // a cluster, a sector or all
  circuit_state state = circuit_state::closed;
  std::string reason;
  bool by_hand = false;
  bool operator==(const circuit&) const = default;
};

/// F5, down the tree: this agent is not to be used, and why.
struct quarantine_order {
  agent_id who;
  std::string reason;
  bool operator==(const quarantine_order&) const = default;
};

/// K2, up the tree and, to whoever has not heard of it, down again: a conflict
/// that is more than a lead's. All of it is in the log, under this id.
struct conflict_notice {
  message_id conflict;
  agent_id agent;
  conflict_type type = conflict_type::other;
  std::uint8_t priority = 0;
  bool operator==(const conflict_notice&) const = default;
};

/// As in messages/codec.hpp. The moment of an event travels as its age at `now`
/// of who encodes it (S5), and is rebuilt from `now` of who decodes it: the
/// moment at which it was sent. Without a `now` it is not there, and reads as 0.
std::string encode(const failure_event& e, time_point now);
bool decode(std::string_view bytes, time_point now, failure_event& out);

std::string encode(const failure_event& e);
std::string encode(const circuit& c);
std::string encode(const quarantine_order& o);
std::string encode(const conflict_notice& n);
bool decode(std::string_view bytes, failure_event& out);
bool decode(std::string_view bytes, circuit& out);
bool decode(std::string_view bytes, quarantine_order& out);
bool decode(std::string_view bytes, conflict_notice& out);

} // namespace mesh
