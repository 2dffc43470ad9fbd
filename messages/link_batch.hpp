#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

/// What goes over the link between the orchestrator's host and a node (T1, M4):
/// entries with a place in an order, in batches. Names travel, handles do not.
namespace mesh {

/// What an entry says. The numbers are those of the wire: only ever added.
enum class entry_kind : std::uint8_t {
  // Node to orchestrator, about the node
  hello = 1,          // body node_hello: who it is, and what it holds
  goodbye = 2,        // it leaves in order
  sector_dropped = 3, // number: the epoch it held it with
  counters = 4,       // body node_counters
  // Orchestrator to node, about the node
  welcome = 16,     // body node_welcome: it is taken in
  refused = 17,     // body error: it is not
  host_sector = 18, // number: the epoch; body sector_handover
  drop_sector = 19, // number: the epoch; body part_drop
  simulate = 20,    // body world_change: of the simulated world
  peers = 21,       // body node_welcome, of which only the peers count: they have changed
  mesh_term = 22,   // body known_mesh, without members: what the hub has stored last
  // Down to a sector
  scatter = 32,       // body scatter: message and order
  cancel_gather = 33, // number: the gather
  rules = 34,
  freeze = 35,           // body freeze_order
  heal_coordinator = 36, // number: the request
  heal_supervisor = 37,  // number: the request
  fault_order = 38,      // number: the request
  join = 39,
  leave = 40,
  unresponsive = 41,
  new_orchestrator = 42,
  to_cluster = 43, // where: one that is apart from its sector; body: a batch of one
                   // entry, as it goes down to a sector
  // Both ways
  post = 64, // body post: message and order
  circuit = 65,
  quarantine = 66,
  conflict_notice = 67,
  // Up from a sector
  sector_up = 96,     // it has a coordinator
  sector_down = 97,   // it has none at present
  sector_failed = 98, // body error: its supervisor was given up
  gather_summary = 99,
  sector_summary = 100,
  freeze_report = 101,
  failure = 102,      // body failure_event, escalated to the orchestrator
  heal_report = 103,  // number: the request
  fault_report = 104, // number: the request
  event = 105,        // body failure_event, for the event log
  breaker_note = 106,
  page = 107,              // where: a cluster; body registry_page
  conflict = 108,          // body conflict_record
  conflict_taken = 109,    // number: the conflict; body its level
  conflicts_unknown = 110, // where: a new coordinator that knows none
  roster_changes = 111,    // who has joined or left
  from_cluster = 112,      // where: one that is apart; body as in to_cluster, going up
  cluster_summary = 113,   // of a cluster that is apart
};

/// Of these only the newest of a `where` counts: one that still waits to be sent
/// is replaced by the next (T2).
constexpr bool newest_wins(entry_kind k) {
  return k == entry_kind::counters || k == entry_kind::sector_summary || k == entry_kind::page
         || k == entry_kind::cluster_summary || k == entry_kind::mesh_term;
}

/// No body is longer, in bytes, and no batch has more entries.
inline constexpr std::size_t longest_body = std::size_t{1} << 28;
inline constexpr std::size_t most_entries = 65'536;

struct link_entry {
  entry_kind kind = entry_kind::hello;
  scope where;              // whom it is for, or about
  std::uint64_t number = 0; // as `kind` says
  duration waited{};        // since it was given to the link (S5); set when it is sent
  std::string body;         // Protobuf, as `kind` says
  bool operator==(const link_entry&) const = default;
};

/// A random number that tells one life of a process from another.
using session_id = std::uint64_t;

/// What is sent at once. Sequence numbers count the entries of one direction
/// between two sessions, from 1.
struct link_batch {
  std::uint32_t version = 1; // of who wrote it
  session_id from = 0;
  session_id to = 0;              // 0: not known yet
  std::uint64_t first = 0;        // number of the first entry; 0: there are none
  std::uint64_t acknowledged = 0; // all up to this one have arrived
  std::uint32_t credit = 0;       // so many beyond that may be sent
  // S5: the sender's clock when it sent this, in its own microseconds; the newest
  // such stamp that it has seen of the other side, and how long ago that was.
  std::int64_t stamp_us = 0;
  std::int64_t echo_us = 0; // 0: none yet
  std::int64_t held_us = 0;
  std::vector<link_entry> entries;
  // A slice of one entry that is too large for a batch: where in its body it begins,
  // and how long that is altogether. 0: entries are whole.
  std::uint64_t slice_at = 0;
  std::uint64_t slice_of = 0;
  bool operator==(const link_batch&) const = default;
};

/// As in messages/codec.hpp. `decode` keeps entries of kinds that it does not
/// know: whoever reads them counts and passes over them, so that a newer node is
/// understood. Kind 0, kinds beyond a byte, and more than the limits above are
/// refused; `encode` does not check those.
std::string encode(const link_batch& b);
bool decode(std::string_view bytes, link_batch& out);

} // namespace mesh
