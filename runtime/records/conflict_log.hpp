#pragma once
#include <memory>
#include <optional>
#include <tl/expected.hpp>
#include <vector>

#include "runtime/records/conflict_entry.hpp"
#include "runtime/records/store.hpp"
#include "runtime/records/verification.hpp"

namespace mesh::storage {

/// No answer has more records.
inline constexpr std::size_t largest_page = 100'000;

/// Which conflicts are asked for. All conditions hold together.
struct conflict_filter {
  std::optional<std::uint64_t> from_ms;  // since 1970, included
  std::optional<std::uint64_t> until_ms; // not included
  scope where;
  std::optional<conflict_type> type;
  std::uint8_t min_priority = 0;
  bool unresolved_only = false;
  std::size_t limit = 100; // of the records in the answer, at most `largest_page`
};

/// `records.size()` of `total`, newest first.
struct conflict_page {
  std::vector<logged_conflict> records;
  std::uint64_t total = 0;
};

/// Whether `append` failed for what a record says: to write it again would not help. All
/// other errors are the store's, `unknown_target` of a folder that is gone among them.
[[nodiscard]] bool is_refused_record(errc code);
/// The same of `resolve`; its record may also be about a conflict that the log does not have.
[[nodiscard]] bool is_refused_resolution(errc code);

/// The append-only log of conflicts and of how they ended (K1, K4): chained by
/// hash, never changed, kept for ever. A store opened for reading gives a log
/// that can be queried and verified. One thread at a time, as the store.
class conflict_log {
public:
  /// `where` outlives the log. A log to write to is verified first:
  /// `store_corrupt` names the first broken record.
  static tl::expected<conflict_log, error> open(store& where);
  conflict_log(conflict_log&&) noexcept;
  conflict_log& operator=(conflict_log&&) noexcept;
  ~conflict_log();

  /// Appends all or nothing, durable when it returns. A record that is already
  /// there, byte for byte, is not appended again and is no error: whoever got
  /// an error may try again with the same ids. Gives how many were new.
  ///
  /// `invalid_argument` (another record of this id, a value out of range) and
  /// `payload_too_large` are the caller's; `io_error`, `store_locked` and
  /// `store_read_only` the disk's, and the next call starts afresh.
  tl::expected<std::size_t, error> append(const std::vector<conflict_entry>& entries);
  /// Closes conflicts, in the same way; nothing of the conflict's own record
  /// changes. `unknown_target`: no such conflict; `invalid_argument`: it was
  /// resolved otherwise before.
  tl::expected<std::size_t, error> resolve(const std::vector<conflict_resolution>& all);

  [[nodiscard]] tl::expected<conflict_page, error> query(const conflict_filter& filter) const;
  /// `unknown_target` when there is no such conflict.
  [[nodiscard]] tl::expected<logged_conflict, error> find(message_id id) const;
  /// The whole file; see verification.hpp.
  [[nodiscard]] tl::expected<verification, error> verify(const noted_heads& noted = {}) const;

private:
  struct state;
  explicit conflict_log(std::unique_ptr<state> what);
  std::unique_ptr<state> state_;
};

} // namespace mesh::storage
