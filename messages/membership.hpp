#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "messages/errors.hpp"
#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

/// T5: how the mesh grows and shrinks while it runs. Between processes,
/// join_order and leave_order are bodies of link entries
/// (messages/link_bodies.hpp); the rest stays inside one.
namespace mesh {

/// The membership of an agent. Only a member is sent to.
enum class membership : std::uint8_t {
  absent,  // nobody has this id
  joining, // started; its impedance is not known yet
  member,
  leaving, // ends what it has in hand, gets nothing new
};
constexpr std::string_view to_string(membership m) {
  switch (m) {
  case membership::joining:
    return "joining";
  case membership::member:
    return "member";
  case membership::leaving:
    return "leaving";
  case membership::absent:
    break;
  }
  return "absent";
}

/// To the top supervisor: so many agents more, of one class or of all in the
/// mix of the configuration, wherever there is room in `where`.
struct grow_order {
  int agents = 1;
  std::optional<agent_class> cls = {};
  scope where = {};
  /// It comes over a link of its own (X1), and can do this beside what its class can.
  bool linked = false;
  std::vector<std::string> capabilities = {};
};
/// To the top supervisor: these are to leave.
struct drain_order {
  scope where;
};
/// Agents that join or leave from now on.
struct growth_report {
  error failure; // nobody is
  std::vector<agent_id> whom;
};

/// Down the supervisors: start these.
struct join_order {
  std::vector<agent_id> whom;
  bool operator==(const join_order&) const = default;
};
/// Down to the lead: give these nothing new.
struct leave_order {
  std::vector<agent_id> whom;
  bool operator==(const leave_order&) const = default;
};
/// From the lead: nothing is open any more with one that is leaving.
struct may_leave {
  std::uint8_t slot = 0;
};
/// To the lead: it is gone, and its slot is free.
struct member_left {
  std::uint8_t slot = 0;
};

} // namespace mesh
