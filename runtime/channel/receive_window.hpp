#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/links.hpp"
#include "messages/link_batch.hpp"
#include "runtime/channel/channel_counts.hpp"

namespace mesh {

/// The receiving side of one direction of a link (M4): hands on each entry once,
/// in order, and says how many more may come. What was allowed once stays allowed.
class receive_window {
public:
  explicit receive_window(const links_config& cfg);

  /// The entries that are new, in order; nothing when some before them are missing.
  /// Of an entry in slices nothing before the last of them.
  /// Entries beyond the credit are dropped and counted.
  std::vector<link_entry> take(link_batch&& b);

  /// So many entries its reader can hold now; without it, as many as may come.
  void room(std::uint32_t entries);

  /// All up to this number have arrived.
  [[nodiscard]] std::uint64_t acknowledged() const { return arrived_; }
  /// So many beyond that may be sent.
  [[nodiscard]] std::uint32_t credit() const {
    return static_cast<std::uint32_t>(limit_ - arrived_);
  }
  [[nodiscard]] const receive_counts& counts() const { return counts_; }
  void count_stale() { ++counts_.stale; }
  /// Numbers start at 1 again; counts and room stay.
  void new_peer_session();

private:
  void allow();
  bool put_together(link_batch& b);

  std::uint32_t most_;
  std::size_t most_bytes_;
  std::string slices_;                // of the next entry
  std::optional<std::uint32_t> room_; // nothing: the reader sets no bound
  std::uint64_t arrived_ = 0;
  std::uint64_t limit_ = 0;
  receive_counts counts_;
};

} // namespace mesh
