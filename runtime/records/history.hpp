#pragma once
#include <cstdint>
#include <memory>
#include <tl/expected.hpp>
#include <vector>

#include "messages/ids.hpp"
#include "runtime/records/store.hpp"

namespace mesh::storage {

/// The state of an agent or a cluster at a moment (Z4). A cluster's numbers are
/// the means of its agents.
struct history_row {
  std::uint64_t at_ms = 0; // since 1970
  scope who;               // an agent or a cluster
  float score = 0;         // 0 to 1000, Z3
  float latency_ms = 0;    // round trip
  float processing_ms = 0;
  float queue = 0; // messages waiting
  bool operator==(const history_row&) const = default;
};

/// The part of the history that is kept. Conflicts are kept for ever.
struct history_retention {
  std::uint64_t age_ms = 7ULL * 24 * 3'600'000;
  std::uint64_t rows = 100'000'000; // agents and clusters together
};

/// The registry's past, for trends (Z4), in the same store as the conflicts.
/// Durable when a call returns. One thread at a time, as the store; beside a
/// group_commit, call what writes through its `run`.
class history {
public:
  /// `where` outlives the history.
  static tl::expected<history, error> open(store& where);
  history(history&&) noexcept;
  history& operator=(history&&) noexcept;
  ~history();

  /// All or nothing. `invalid_argument` for what is no agent or cluster, a
  /// number that is not finite, or a time beyond SQLite's. The same agent at
  /// the same moment replaces what was there when it comes with the same
  /// others of its cluster.
  tl::expected<void, error> insert(const std::vector<history_row>& rows);

  /// Oldest first, from `since_ms` on (included), the newest `limit` of them.
  [[nodiscard]] tl::expected<std::vector<history_row>, error>
  query(const scope& who, std::uint64_t since_ms, std::size_t limit = 100'000) const;

  /// Removes some of what is too old or too much, oldest first: a small
  /// transaction. Gives how many rows went; call until that is 0.
  tl::expected<std::uint64_t, error> prune(std::uint64_t now_ms, const history_retention& keep);
  /// The moment of the newest row; 0 when there is none.
  [[nodiscard]] tl::expected<std::uint64_t, error> newest_ms() const;
  /// The number of rows.
  [[nodiscard]] std::uint64_t rows() const;

private:
  struct state;
  explicit history(std::unique_ptr<state> what);
  std::unique_ptr<state> state_;
};

} // namespace mesh::storage
