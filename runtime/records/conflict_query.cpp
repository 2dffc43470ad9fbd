#include "runtime/records/conflict_query.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include "runtime/records/log_columns.hpp"
#include "runtime/records/sqlite_error.hpp"

namespace mesh::storage {

namespace {

/// A WHERE clause, and the numbers for its question marks.
struct condition {
  std::string sql = " WHERE true";
  std::vector<std::int64_t> numbers;

  void add(std::string_view text, std::initializer_list<std::int64_t> bound) {
    sql += " AND ";
    sql += text;
    numbers.insert(numbers.end(), bound);
  }
};

/// The smallest and largest packed id in a part of the mesh.
std::pair<std::uint32_t, std::uint32_t> agents_in(const scope& where) {
  auto id = where.agent();
  constexpr std::uint8_t last = max_children - 1;
  if (where.kind() == scope::level::agent)
    return {id.packed(), id.packed()};
  if (where.kind() == scope::level::cluster)
    return {id.packed(), agent_id{id.sector, id.cluster, last}.packed()};
  return {id.packed(), agent_id{id.sector, last, last}.packed()};
}

condition condition_of(const conflict_filter& filter) {
  condition where;
  // A moment beyond SQLite's numbers is later than all.
  auto moment = [](std::uint64_t ms) {
    return column(std::min<std::uint64_t>(ms, INT64_MAX));
  };
  if (filter.from_ms)
    where.add("c.at_ms >= ?", {moment(*filter.from_ms)});
  if (filter.until_ms)
    where.add("c.at_ms < ?", {moment(*filter.until_ms)});
  if (filter.where.kind() != scope::level::all) {
    auto [first, last] = agents_in(filter.where);
    where.add("c.agent BETWEEN ? AND ?", {first, last});
  }
  if (filter.type)
    where.add("c.type = ?", {static_cast<std::int64_t>(*filter.type)});
  if (filter.min_priority > 0)
    where.add("c.priority >= ?", {filter.min_priority});
  if (filter.unresolved_only)
    where.add("NOT EXISTS (SELECT 1 FROM resolutions o WHERE o.conflict = c.id)", {});
  return where;
}

void bind_all(SQLite::Statement& statement, const std::vector<std::int64_t>& numbers) {
  int index = 1;
  for (auto number : numbers)
    statement.bind(index++, number);
}

constexpr std::string_view selected =
    "SELECT c.seq, c.bytes, r.bytes FROM conflicts c LEFT JOIN resolutions r"
    " ON r.conflict = c.id";

/// The record is read from its bytes; the columns are for finding it only.
tl::expected<logged_conflict, error> read_row(SQLite::Statement& row, const store& where) {
  logged_conflict found;
  found.seq = static_cast<std::uint64_t>(row.getColumn(0).getInt64());
  bool good = from_canonical(row.getColumn(1).getString(), found.entry);
  if (auto resolution = row.getColumn(2); !resolution.isNull())
    good = from_canonical(resolution.getString(), found.resolution.emplace()) && good;
  if (good)
    return found;
  return tl::unexpected(
      error{errc::store_corrupt,
            where.file().string() + ": conflicts record " + std::to_string(found.seq)
                + " cannot be read",
            "`mesh verify " + where.folder().string() + "` names the first broken record"});
}

} // namespace

tl::expected<conflict_page, error> query_conflicts(const store& where,
                                                   const conflict_filter& filter) {
  return guarded(where.file(), [&]() -> tl::expected<conflict_page, error> {
    SQLite::Transaction snapshot(where.database()); // the count fits the records
    const auto condition = condition_of(filter);
    conflict_page page;
    SQLite::Statement count(where.database(),
                            "SELECT count(*) FROM conflicts c" + condition.sql);
    bind_all(count, condition.numbers);
    if (count.executeStep())
      page.total = static_cast<std::uint64_t>(count.getColumn(0).getInt64());
    SQLite::Statement rows(where.database(),
                           std::string(selected) + condition.sql
                               + " ORDER BY c.at_ms DESC, c.seq DESC LIMIT "
                               + std::to_string(std::min(filter.limit, largest_page)));
    bind_all(rows, condition.numbers);
    while (rows.executeStep()) {
      auto row = read_row(rows, where);
      if (!row)
        return tl::unexpected(row.error());
      page.records.push_back(std::move(*row));
    }
    return page;
  });
}

tl::expected<logged_conflict, error> find_conflict(const store& where, message_id id) {
  return guarded(where.file(), [&]() -> tl::expected<logged_conflict, error> {
    SQLite::Statement row(where.database(), std::string(selected) + " WHERE c.id = ?");
    row.bind(1, column(id.value));
    if (row.executeStep())
      return read_row(row, where);
    return tl::unexpected(error{errc::unknown_target, "there is no conflict " + to_string(id),
                                "the list of conflicts shows their ids"});
  });
}

} // namespace mesh::storage
