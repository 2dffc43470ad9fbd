#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "messages/conflict.hpp"

namespace mesh::storage {

/// A conflict as it is handed to the log: the record, and the priority that
/// was decided for it (K2: 0 when convenient to 4 at once).
struct conflict_entry {
  conflict_record record;
  std::uint8_t priority = 2;
  bool operator==(const conflict_entry&) const = default;
};

/// The end of a conflict (K3). A record of its own: the conflict's is not
/// touched.
struct conflict_resolution {
  message_id conflict;
  std::uint64_t at_ms = 0; // since 1970
  std::string by;          // a strategy, an agent's id, a person's name
  std::string how;         // `branch_and_reconcile` ...
  std::string note;
  bool operator==(const conflict_resolution&) const = default;
};

/// A conflict as it stands in the log.
struct logged_conflict {
  std::uint64_t seq = 0; // 1 is the first
  conflict_entry entry;
  std::optional<conflict_resolution> resolution; // none: unresolved
  bool operator==(const logged_conflict&) const = default;
};

/// No text of a record is longer, in bytes.
inline constexpr std::size_t longest_text = 1 << 20;
inline constexpr int highest_priority = 4;

/// Bytes of memory that the record's texts and lists take while it waits to be written: its
/// values, its evidence, and the message that is held back with its payload.
std::size_t held_bytes(const conflict_entry& entry);
std::size_t held_bytes(const conflict_resolution& resolution);

/// The one sequence of bytes of a record: what is hashed, and from which the
/// record is read again. Little endian, texts with their length before them,
/// the version of the format first. Versions are added and never changed.
std::string canonical_bytes(const conflict_entry& entry);
std::string canonical_bytes(const conflict_resolution& resolution);
/// False for anything that `canonical_bytes` does not give.
bool from_canonical(std::string_view bytes, conflict_entry& entry);
bool from_canonical(std::string_view bytes, conflict_resolution& resolution);

} // namespace mesh::storage
