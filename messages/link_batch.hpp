#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "messages/ids.hpp"
#include "messages/protocol_rows.hpp"
#include "messages/vocabulary.hpp"

/// Traffic on the link between the orchestrator's host and a node (T1, M4):
/// entries with a place in an order, in batches. Names travel, handles do not.
namespace mesh {

/// The kind of an entry: a row of the protocol table.
enum class entry_kind : std::uint8_t {
#define MESH_KIND(name, number, ...) name = (number),
  MESH_PROTOCOL(MESH_KIND)
#undef MESH_KIND
};

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

/// Entries that are sent at once. Sequence numbers count the entries of one direction
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
