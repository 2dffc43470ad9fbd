#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// News for people about hosts, the placement of sectors (R2, T5), agents from outside, and
/// proposals.
enum class notice_kind : std::uint8_t {
  host_joined,
  host_suspect, // silent, or without a link: its agents are suspect, too
  host_back,
  host_lost, // its sectors go to others
  host_left, // in order
  host_refused,
  host_looping,        // it has joined again and again in a short time
  sector_placed,       // a host has it now, perhaps from another one
  sector_unserved,     // nobody has it
  placement_unwritten, // the disk takes no placement: nothing is placed
  placement_written,   // again
  hub_replaced,
  agent_refused,    // from outside: it, or what it says, does not count (X1)
  agent_turned_out, // an operator has revoked or suspended it
  agent_denied,     // it did what its capabilities do not allow (X4)
  proposal_made,    // a change that waits for a person's yes (N1)
  proposal_approved,
  proposal_rejected,
  proposal_stale, // what it was made for has changed
  proposal_expired,
};
inline constexpr notice_kind last_notice_kind = notice_kind::proposal_expired;
/// News of a proposal, not of a host.
constexpr bool is_of_proposal(notice_kind what) {
  return what >= notice_kind::proposal_made;
}
std::string_view to_string(notice_kind what); // "HOST_JOINED" ...

/// One of these: when, what, where, which host (of an agent from outside: its address), and
/// what was seen.
struct notice {
  time_point at;
  notice_kind what = notice_kind::host_joined;
  scope where; // a sector or cluster; all: the host as such
  std::string host = {};
  std::string seen = {};
  bool operator==(const notice&) const = default;
};

} // namespace mesh
