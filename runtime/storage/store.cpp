#include "runtime/storage/store.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <cerrno>
#include <map>
#include <optional>
#include <random>
#include <sqlite3.h>
#include <unistd.h>

#include "runtime/storage/digest.hpp"
#include "runtime/storage/file_io.hpp"
#include "runtime/storage/schema.hpp"
#include "runtime/storage/sqlite_error.hpp"
#include "runtime/storage/store_lock.hpp"

namespace mesh::storage {

struct store::state {
  fs::path folder;
  fs::path file;
  std::optional<store_lock> lock; // none: for reading only
  std::unique_ptr<SQLite::Database> database;
  std::string id;
};

namespace {

using nothing_or_error = tl::expected<void, error>;

/// What the file says it is.
struct identity {
  std::int64_t application = 0;
  int version = 0;
  int objects = 0; // tables, indices, triggers
  [[nodiscard]] bool empty() const { return application == 0 && version == 0 && objects == 0; }
};

identity identity_of(SQLite::Database& db) {
  return {db.execAndGet("PRAGMA application_id").getInt64(),
          db.execAndGet("PRAGMA user_version").getInt(),
          db.execAndGet("SELECT count(*) FROM sqlite_schema").getInt()};
}

nothing_or_error is_ours(const identity& is, const fs::path& file) {
  if (is.application != application_id)
    return tl::unexpected(error{errc::store_foreign, file.string() + " is no store of a mesh",
                                "name another folder with --data"});
  if (is.version > schema_version)
    return tl::unexpected(
        error{errc::unsupported,
              file.string() + " has schema version " + std::to_string(is.version)
                  + "; this mesh knows versions up to " + std::to_string(schema_version),
              "use the newer mesh that wrote it, or another folder with --data"});
  if (is.version < 1)
    return tl::unexpected(
        error{errc::store_corrupt,
              file.string() + " has schema version " + std::to_string(is.version),
              "restore the folder from a backup"});
  return {};
}

std::string random_id() {
  std::random_device random;
  std::string bytes;
  for (int i = 0; i < 16; ++i)
    bytes += static_cast<char>(random());
  return to_hex(bytes);
}

void create(SQLite::Database& db) {
  SQLite::Transaction all(db, SQLite::TransactionBehavior::IMMEDIATE);
  for (auto statement : schema)
    db.exec(std::string(statement));
  SQLite::Statement meta(db, "INSERT INTO meta VALUES('store_id', ?)");
  meta.bind(1, random_id());
  meta.exec();
  db.exec("PRAGMA application_id = " + std::to_string(application_id));
  db.exec("PRAGMA user_version = " + std::to_string(schema_version));
  all.commit();
}

/// Pragmas of each connection, in the order they have to come.
void set_up(SQLite::Database& db, bool writes) {
  sqlite3_extended_result_codes(db.getHandle(), 1);
  db.exec("PRAGMA trusted_schema = OFF");
  db.exec("PRAGMA cell_size_check = ON");
  // A reader takes a file that was cut off as it is, to say what is left.
  if (!writes)
    db.exec("PRAGMA writable_schema = ON");
}

nothing_or_error make_durable(SQLite::Database& db, const fs::path& file) {
  if (db.execAndGet("PRAGMA journal_mode = WAL").getString() != "wal")
    return tl::unexpected(
        error{errc::io_error, file.string() + ": no write-ahead log here",
              "use a disk of this host: a network share cannot keep a store"});
  db.exec("PRAGMA synchronous = FULL");
  db.exec("PRAGMA journal_size_limit = 67108864");
  return {};
}

/// Without the right to make files beside it, a database in WAL mode opens
/// only when it is promised not to change.
std::string as_immutable(const fs::path& file) {
  std::string uri = "file:";
  for (char c : fs::absolute(file).string())
    if (c == '?' || c == '#' || c == '%')
      uri += "%" + to_hex({&c, 1});
    else
      uri += c;
  return uri + "?immutable=1";
}

std::unique_ptr<SQLite::Database> connect(const fs::path& file, store::options how) {
  const auto patience = static_cast<int>(how.patience.count());
  if (how.access == store_access::write)
    return std::make_unique<SQLite::Database>(
        file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, patience);
  std::error_code ignored;
  const auto log = file.string() + "-wal";
  bool fixed = ::access(file.parent_path().c_str(), W_OK) != 0
               && (!fs::exists(log, ignored) || fs::file_size(log, ignored) == 0);
  return std::make_unique<SQLite::Database>(
      fixed ? as_immutable(file) : file.string(),
      SQLite::OPEN_READONLY | (fixed ? SQLite::OPEN_URI : 0), patience);
}

nothing_or_error prepare_folder(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed)
    return tl::unexpected(io_failure("cannot create", folder, failed.value()));
  return {};
}

nothing_or_error is_there(const fs::path& file) {
  std::error_code ignored;
  if (fs::exists(file, ignored))
    return {};
  return tl::unexpected(error{errc::unknown_target, "there is no store " + file.string(),
                              "name the folder of a mesh with --data"});
}

/// Makes the store when the file is new, and checks whose it is otherwise.
nothing_or_error create_or_check(SQLite::Database& db, const fs::path& file, bool writes) {
  auto is = identity_of(db);
  if (!is.empty())
    return is_ours(is, file);
  std::error_code ignored;
  if (fs::exists(file.parent_path() / "mesh.head", ignored) || !writes)
    return tl::unexpected(error{errc::store_corrupt,
                                file.string() + " is empty: all its records are lost",
                                "restore the folder from a backup"});
  return make_durable(db, file).and_then([&] {
    create(db);
    return sync_folder(file.parent_path());
  });
}

nothing_or_error check_writable(SQLite::Database& db, const fs::path& file) {
  if (sqlite3_db_readonly(db.getHandle(), "main") == 1)
    return tl::unexpected(io_failure("cannot write to", file, EACCES));
  return {};
}

} // namespace

fs::path store_file(const fs::path& folder) {
  return folder / "mesh.sqlite";
}

tl::expected<std::string, error> changed_rules(const store& where) {
  return guarded(where.file(), [&]() -> tl::expected<std::string, error> {
    std::map<std::string, int> seen; // statement: wanted is +1, there is -1
    for (auto statement : schema)
      ++seen[std::string(statement)];
    SQLite::Statement rules(where.database(), "SELECT sql FROM sqlite_schema "
                                              "WHERE sql NOT NULL AND name NOT LIKE 'sqlite~_%'"
                                              " ESCAPE '~'");
    while (rules.executeStep())
      --seen[rules.getColumn(0).getString()];
    for (const auto& [statement, balance] : seen)
      if (balance != 0)
        return (balance > 0 ? "missing: " : "not the mesh's: ") + statement;
    return {};
  });
}

tl::expected<store, error> store::open(const fs::path& folder) {
  return open(folder, options{});
}

tl::expected<store, error> store::open(const fs::path& folder, options how) {
  auto state = std::make_unique<store::state>();
  state->folder = folder;
  state->file = store_file(folder);
  const bool writes = how.access == store_access::write;
  if (auto ready = writes ? prepare_folder(folder) : is_there(state->file); !ready)
    return tl::unexpected(ready.error());
  if (writes) {
    auto lock = store_lock::take(folder);
    if (!lock)
      return tl::unexpected(lock.error());
    state->lock.emplace(std::move(*lock));
  }
  const auto file = state->file;
  return guarded(file,
                 [&]() -> tl::expected<store, error> {
                   state->database = connect(file, how);
                   auto& db = *state->database;
                   set_up(db, writes);
                   auto good = create_or_check(db, file, writes);
                   if (good && writes)
                     good = check_writable(db, file).and_then(
                         [&] { return make_durable(db, file); });
                   if (!good)
                     return tl::unexpected(good.error());
                   SQLite::Statement id(db, "SELECT value FROM meta WHERE key = 'store_id'");
                   if (id.executeStep())
                     state->id = id.getColumn(0).getString();
                   return store(std::move(state));
                 })
      .and_then([&](store made) -> tl::expected<store, error> {
        if (!writes)
          return made;
        auto changed = changed_rules(made);
        if (!changed)
          return tl::unexpected(changed.error());
        if (!changed->empty())
          return tl::unexpected(error{errc::store_corrupt,
                                      file.string() + ": its rules were changed; " + *changed,
                                      "restore the folder from a backup"});
        return made;
      });
}

store::store(std::unique_ptr<state> what) : state_(std::move(what)) {}
store::store(store&&) noexcept = default;
store& store::operator=(store&&) noexcept = default;
store::~store() = default;

const fs::path& store::folder() const {
  return state_->folder;
}
const fs::path& store::file() const {
  return state_->file;
}
bool store::writable() const {
  return state_->lock.has_value();
}
const std::string& store::id() const {
  return state_->id;
}
SQLite::Database& store::database() const {
  return *state_->database;
}

} // namespace mesh::storage
