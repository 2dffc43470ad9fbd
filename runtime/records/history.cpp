#include "runtime/records/history.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <algorithm>
#include <cmath>

#include "runtime/records/history_sample.hpp"
#include "runtime/records/sqlite_error.hpp"

namespace mesh::storage {

struct history::state {
  explicit state(store& in) : where(in) {}

  store& where;
  std::uint64_t rows = 0;
};

namespace {

constexpr int prune_batch = 500; // clusters' samples; each is up to 100 rows

/// The rows that stand together in the store.
struct group_key {
  int level;
  std::uint32_t cluster;
  std::uint64_t at_ms;
  auto operator<=>(const group_key&) const = default;
};

bool is_agent(const scope& who) {
  return who.kind() == scope::level::agent;
}

group_key key_of(const scope& who, std::uint64_t at_ms) {
  auto cluster = who.cluster();
  return {is_agent(who) ? 0 : 1, agent_id{cluster.sector, cluster.cluster, 0}.packed(), at_ms};
}

bool can_be_kept(const history_row& row) {
  auto id = row.who.agent();
  return (is_agent(row.who) || row.who.kind() == scope::level::cluster)
         && std::max({id.sector, id.cluster, id.agent}) < max_children && row.at_ms <= INT64_MAX
         && std::isfinite(row.score) && std::isfinite(row.latency_ms)
         && std::isfinite(row.processing_ms) && std::isfinite(row.queue);
}

/// The number of rows in a statement's samples, before or after it changes them.
constexpr auto count_rows = "sum(length(samples) / 17)";
static_assert(sample_size == 17);

std::uint64_t rows_in(SQLite::Database& db) {
  SQLite::Statement count(db, std::string("SELECT ") + count_rows + " FROM history");
  return count.executeStep() ? static_cast<std::uint64_t>(count.getColumn(0).getInt64()) : 0;
}

class writer {
public:
  writer(SQLite::Database& db, std::string_view store_id)
      : store_id_(store_id),
        there_(db, "SELECT length(samples) FROM history"
                   " WHERE level = ? AND cluster = ? AND at_ms = ? AND first = ?"),
        insert_(db, "INSERT OR REPLACE INTO history VALUES(?, ?, ?, ?, ?)") {}

  /// Gives by how many rows the history grew.
  std::int64_t write(const std::vector<history_row>& rows) {
    const auto key = key_of(rows.front().who, rows.front().at_ms);
    const auto bytes =
        with_checksum(pack_samples(rows), store_id_,
                      {key.level, key.cluster, static_cast<std::int64_t>(key.at_ms),
                       rows.front().who.agent().agent});
    for (auto* statement : {&there_, &insert_}) {
      statement->tryReset();
      statement->bind(1, key.level);
      statement->bind(2, key.cluster);
      statement->bind(3, static_cast<std::int64_t>(key.at_ms));
      statement->bind(4, rows.front().who.agent().agent);
    }
    std::int64_t before = there_.executeStep() ? there_.getColumn(0).getInt64() : 0;
    there_.reset();
    insert_.bindNoCopy(5, bytes.data(), static_cast<int>(bytes.size()));
    insert_.exec();
    insert_.reset();
    constexpr auto size = static_cast<std::int64_t>(sample_size);
    return static_cast<std::int64_t>(bytes.size()) / size - before / size;
  }

private:
  std::string_view store_id_;
  SQLite::Statement there_;
  SQLite::Statement insert_;
};

} // namespace

tl::expected<history, error> history::open(store& where) {
  return guarded(where.file(), [&]() -> tl::expected<history, error> {
    auto made = std::make_unique<state>(where);
    made->rows = rows_in(where.database());
    return history(std::move(made));
  });
}

tl::expected<void, error> history::insert(const std::vector<history_row>& rows) {
  if (!std::ranges::all_of(rows, can_be_kept))
    return tl::unexpected(error{errc::invalid_argument,
                                "history: a row of no agent or cluster, or with numbers that "
                                "are none"});
  auto sorted = rows;
  auto order = [](const history_row& row) {
    return std::pair(key_of(row.who, row.at_ms), row.who.agent().agent);
  };
  std::ranges::stable_sort(sorted, {}, order);
  return guarded(state_->where.file(), [&]() -> tl::expected<void, error> {
    auto& db = state_->where.database();
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    writer to(db, state_->where.id());
    std::int64_t grown = 0;
    std::vector<history_row> together;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
      together.push_back(sorted[i]);
      if (i + 1 < sorted.size() && order(sorted[i + 1]).first == order(sorted[i]).first)
        continue;
      grown += to.write(together);
      together.clear();
    }
    transaction.commit();
    state_->rows += static_cast<std::uint64_t>(grown);
    return {};
  });
}

tl::expected<std::vector<history_row>, error>
history::query(const scope& who, std::uint64_t since_ms, std::size_t limit) const {
  const auto file = state_->where.file();
  return guarded(file, [&]() -> tl::expected<std::vector<history_row>, error> {
    if (!is_agent(who) && who.kind() != scope::level::cluster)
      return tl::unexpected(error{errc::invalid_argument,
                                  to_string(who) + " has no history of its own",
                                  "name an agent or a cluster"});
    const auto key = key_of(who, std::min<std::uint64_t>(since_ms, INT64_MAX));
    SQLite::Statement found(
        state_->where.database(),
        "SELECT at_ms, samples FROM history WHERE level = ? AND cluster = ? "
        "AND at_ms >= ? ORDER BY at_ms DESC");
    found.bind(1, key.level);
    found.bind(2, key.cluster);
    found.bind(3, static_cast<std::int64_t>(key.at_ms));
    std::vector<history_row> rows;
    while (rows.size() < limit && found.executeStep()) {
      history_row of;
      of.at_ms = static_cast<std::uint64_t>(found.getColumn(0).getInt64());
      of.who = who;
      if (!unpack_samples(found.getColumn(1).getString(), of,
                          is_agent(who) ? who.agent().agent : -1, rows))
        return tl::unexpected(
            error{errc::store_corrupt,
                  file.string() + ": the history of " + to_string(who) + " is damaged",
                  "restore the folder from a backup"});
    }
    std::ranges::reverse(rows);
    return rows;
  });
}

tl::expected<std::uint64_t, error> history::prune(std::uint64_t now_ms,
                                                  const history_retention& keep) {
  return guarded(state_->where.file(), [&]() -> tl::expected<std::uint64_t, error> {
    const auto oldest =
        now_ms > keep.age_ms ? std::min<std::uint64_t>(now_ms - keep.age_ms, INT64_MAX) : 0;
    auto& db = state_->where.database();
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement old(db, "SELECT at_ms, level, cluster, first, length(samples) / 17 "
                              "FROM history ORDER BY at_ms LIMIT ?");
    SQLite::Statement remove(db, "DELETE FROM history WHERE level = ? AND cluster = ? AND "
                                 "at_ms = ? AND first = ?");
    struct candidate {
      std::int64_t level, cluster, at_ms, first;
    };
    std::vector<candidate> gone;
    std::uint64_t removed = 0;
    for (old.bind(1, prune_batch); old.executeStep();) {
      const auto at_ms = old.getColumn(0).getInt64();
      if (static_cast<std::uint64_t>(at_ms) >= oldest && state_->rows - removed <= keep.rows)
        break;
      gone.push_back({old.getColumn(1).getInt64(), old.getColumn(2).getInt64(), at_ms,
                      old.getColumn(3).getInt64()});
      removed += static_cast<std::uint64_t>(old.getColumn(4).getInt64());
    }
    old.reset();
    for (const auto& row : gone) {
      remove.bind(1, row.level);
      remove.bind(2, row.cluster);
      remove.bind(3, row.at_ms);
      remove.bind(4, row.first);
      remove.exec();
      remove.reset();
    }
    transaction.commit();
    state_->rows -= removed;
    return removed;
  });
}

tl::expected<std::uint64_t, error> history::newest_ms() const {
  return guarded(state_->where.file(), [&]() -> tl::expected<std::uint64_t, error> {
    SQLite::Statement newest(state_->where.database(), "SELECT max(at_ms) FROM history");
    return newest.executeStep() ? static_cast<std::uint64_t>(newest.getColumn(0).getInt64())
                                : 0;
  });
}

std::uint64_t history::rows() const {
  return state_->rows;
}

history::history(std::unique_ptr<state> what) : state_(std::move(what)) {}
history::history(history&&) noexcept = default;
history& history::operator=(history&&) noexcept = default;
history::~history() = default;

} // namespace mesh::storage
