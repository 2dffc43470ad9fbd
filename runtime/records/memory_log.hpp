#pragma once
#include <deque>
#include <optional>
#include <tl/expected.hpp>
#include <unordered_map>

#include "runtime/records/conflict_log.hpp"

namespace mesh::storage {

/// Conflicts without a store: the newest ones, gone with the process. Answers
/// as a conflict_log does. One thread at a time.
class memory_log {
public:
  explicit memory_log(std::size_t bound) : bound_(bound) {}

  /// Takes one; hands back the oldest when there is no more room.
  std::optional<logged_conflict> append(conflict_entry entry);
  /// `unknown_target`: no such conflict, or it is forgotten; `invalid_argument`:
  /// it was resolved before.
  tl::expected<void, error> resolve(conflict_resolution resolution);

  [[nodiscard]] conflict_page query(const conflict_filter& filter) const;
  [[nodiscard]] tl::expected<logged_conflict, error> find(message_id id) const;

private:
  [[nodiscard]] logged_conflict* at(message_id id);

  std::size_t bound_;
  std::deque<logged_conflict> all_; // by their numbers, without a gap
  std::unordered_map<message_id, std::uint64_t> seq_of_;
  std::uint64_t last_ = 0;
};

} // namespace mesh::storage
