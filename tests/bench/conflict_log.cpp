#include "runtime/records/conflict_log.hpp"

#include <atomic>
#include <filesystem>
#include <thread>

#include <SQLiteCpp/SQLiteCpp.h>
#include <unistd.h>

#include "runtime/records/group_commit.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/child.hpp"
#include "tests/bench/measure.hpp"

namespace mesh::bench {

namespace {

/// Beside the program, for that is on a disk, and gone in the end.
class bench_folder {
public:
  bench_folder()
      : path_(own_program().parent_path() / ("conflicts." + std::to_string(getpid()))) {
    clear();
    std::filesystem::create_directories(path_);
  }
  ~bench_folder() { clear(); }
  bench_folder(const bench_folder&) = delete;
  bench_folder& operator=(const bench_folder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
  void clear() const {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::filesystem::path path_;
};

storage::conflict_entry entry_of(std::uint64_t id) {
  storage::conflict_entry e;
  e.record = {{id},
              1'700'000'000'000 + id / 10,
              agent_id::unpack(static_cast<std::uint32_t>(id * 7'919 % 1'000'000)),
              {id},
              {conflict_type::data_contradiction, "the value that was expected",
               "the value that came", id, 3, 20}};
  return e;
}

/// Conflicts a second through the one writer of a store, all of them durable.
double grouped_per_s(const std::filesystem::path& folder, std::uint64_t records) {
  auto where = storage::store::open(folder);
  if (!where)
    throw bench_failure(to_string(where.error()));
  auto log = storage::conflict_log::open(*where);
  if (!log)
    throw bench_failure(to_string(log.error()));
  std::atomic<std::uint64_t> acknowledged{0};
  storage::group_commit writer(*log);
  stopwatch watch;
  for (std::uint64_t id = 1; id <= records; ++id)
    while (
        !writer.append(entry_of(id), [&](const auto& done) { acknowledged += done ? 1 : 0; }))
      std::this_thread::yield();
  writer.stop();
  auto s = watch.s();
  if (acknowledged != records)
    throw bench_failure("not every conflict was written");
  return static_cast<double>(records) / s;
}

/// The same texts in a plain table, a commit for each, as durable as the log's.
double one_by_one_per_s(const std::filesystem::path& folder, std::uint64_t records) {
  SQLite::Database db(folder / "plain.sqlite", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  db.exec("PRAGMA journal_mode = WAL");
  db.exec("PRAGMA synchronous = FULL");
  db.exec("CREATE TABLE conflict (id INTEGER PRIMARY KEY, at_ms INTEGER, agent INTEGER, "
          "expected TEXT, received TEXT)");
  SQLite::Statement insert(db, "INSERT INTO conflict VALUES (?, ?, ?, ?, ?)");
  stopwatch watch;
  for (std::uint64_t id = 1; id <= records; ++id) {
    auto e = entry_of(id);
    insert.bind(1, static_cast<std::int64_t>(id));
    insert.bind(2, static_cast<std::int64_t>(e.record.at_ms));
    insert.bind(3, static_cast<std::int64_t>(e.record.agent.packed()));
    insert.bind(4, e.record.what.expected);
    insert.bind(5, e.record.what.received);
    insert.exec();
    insert.reset();
  }
  return static_cast<double>(records) / watch.s();
}

} // namespace

/// K4. Its `ratio` says how many times as long a commit for each record takes.
void conflict_log(const bench_options& o) {
  const std::uint64_t grouped = o.quick ? 500 : 50'000;
  const std::uint64_t alone = o.quick ? 20 : 500;
  std::vector<double> mine;
  std::vector<double> bare;
  for (int i = 0; i < o.repetitions; ++i) {
    bench_folder folder;
    mine.push_back(grouped_per_s(folder.path(), grouped));
    bare.push_back(one_by_one_per_s(folder.path(), alone));
  }
  print({{"bench", "conflict_log"},
         {"agents", o.size.agents},
         {"conflicts", grouped},
         {"durable_per_s", median(mine)},
         {"floor_durable_per_s", median(bare)},
         {"ratio", median_ratio(mine, bare)}});
}

} // namespace mesh::bench
