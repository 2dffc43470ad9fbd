#include "runtime/records/store.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <map>
#include <optional>
#include <random>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/base/file_io.hpp"
#include "runtime/records/digest.hpp"
#include "runtime/records/schema.hpp"
#include "runtime/records/sqlite_error.hpp"
#include "runtime/records/store_lock.hpp"

namespace mesh::storage {

/// Which file this is, whatever it is called: its device and its number there.
using file_identity = std::optional<std::pair<dev_t, ino_t>>; // none: it is not there

/// The way a database is opened. A lenient reader takes a file that was cut off, or whose
/// schema is damaged, as it is, to say what is left.
enum class opening : std::uint8_t { to_write, to_read, leniently };

struct store::state {
  static tl::expected<store, error> open(std::unique_ptr<state> made, options how,
                                         opening strictness);
  fs::path folder;
  fs::path file;
  std::optional<store_lock> lock; // none: for reading only
  std::unique_ptr<SQLite::Database> database;
  std::string id;
  std::string refused;
  std::map<fs::path, file_identity> files; // of a store for writing
};

namespace {

using nothing_or_error = tl::expected<void, error>;

/// The file's own description of itself.
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
    return tl::unexpected(error{errc::store_foreign,
                                file.string() + " is not a store of a mesh",
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
void set_up(SQLite::Database& db, opening how) {
  sqlite3_extended_result_codes(db.getHandle(), 1);
  db.exec("PRAGMA trusted_schema = OFF");
  db.exec("PRAGMA cell_size_check = ON");
  if (how == opening::leniently)
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
  std::error_code why;
  if (fs::exists(file, why))
    return {};
  if (why) { // nobody knows whether it is there
    auto refused = io_failure("cannot look at", file, why.value());
    if (refused.code == errc::store_read_only)
      refused.remedy = "give the user that asks the right to read there";
    return tl::unexpected(std::move(refused));
  }
  return tl::unexpected(error{errc::unknown_target, "there is no store " + file.string(),
                              "name the folder of a mesh with --data"});
}

/// Makes the store when the file is new, and checks whose it is otherwise.
nothing_or_error create_or_check(SQLite::Database& db, const fs::path& file, bool writes) {
  auto is = identity_of(db);
  if (!is.empty())
    return is_ours(is, file);
  std::error_code why;
  if (fs::exists(file.parent_path() / "mesh.head", why) || why || !writes)
    return tl::unexpected(error{errc::store_corrupt,
                                file.string() + " is empty: all its records are lost",
                                "restore the folder from a backup"});
  return make_durable(db, file).and_then([&] {
    create(db);
    return sync_folder(file.parent_path());
  });
}

/// A store of an older version, from here on of this one: what it holds is read as
/// before.
void raise_version(SQLite::Database& db) {
  if (db.execAndGet("PRAGMA user_version").getInt() < schema_version)
    db.exec("PRAGMA user_version = " + std::to_string(schema_version));
}

/// Where the header of a database says which versions of the format may write and
/// read it. A reader passes over the first one, and a mesh does not.
nothing_or_error check_header(const fs::path& file) {
  constexpr std::size_t at = 18;
  constexpr char with_write_ahead_log = 2;
  auto fd = open_file(file, O_RDONLY);
  if (!fd)
    return tl::unexpected(fd.error());
  std::array<char, 2> versions{};
  if (::pread(fd->get(), versions.data(), versions.size(), at)
          == static_cast<ssize_t>(versions.size())
      && versions != std::array{with_write_ahead_log, with_write_ahead_log})
    return tl::unexpected(error{errc::store_corrupt,
                                file.string() + ": its header has a format that no mesh writes",
                                "restore the folder from a backup"});
  return {};
}

nothing_or_error check_writable(SQLite::Database& db, const fs::path& file) {
  if (sqlite3_db_readonly(db.getHandle(), "main") == 1)
    return tl::unexpected(io_failure("cannot write to", file, EACCES));
  return {};
}

/// `store_read_only` when nobody may look there.
tl::expected<file_identity, error> identity_of_file(const fs::path& file) {
  struct stat about {};
  if (::stat(file.c_str(), &about) == 0)
    return std::pair(about.st_dev, about.st_ino);
  if (errno == ENOENT || errno == ENOTDIR)
    return file_identity{};
  return tl::unexpected(io_failure("cannot look at", file, errno));
}

tl::expected<store, error> with_good_rules(store made) {
  auto changed = changed_rules(made);
  if (!changed)
    return tl::unexpected(changed.error());
  if (!changed->empty())
    return tl::unexpected(error{errc::store_corrupt,
                                made.file().string() + ": its rules were changed; " + *changed,
                                "restore the folder from a backup"});
  return made;
}

} // namespace

tl::expected<store, error> store::state::open(std::unique_ptr<state> made, options how,
                                              opening strictness) {
  const auto file = made->file;
  const auto writes = strictness == opening::to_write;
  return guarded(file, [&]() -> tl::expected<store, error> {
    made->database = connect(file, how);
    auto& db = *made->database;
    set_up(db, strictness);
    auto good = create_or_check(db, file, writes);
    if (good && strictness == opening::to_read)
      good = check_header(file);
    if (good && writes)
      good = check_writable(db, file).and_then([&] { return make_durable(db, file); });
    if (!good)
      return tl::unexpected(good.error());
    if (writes)
      raise_version(db);
    SQLite::Statement id(db, "SELECT value FROM meta WHERE key = 'store_id'");
    if (id.executeStep())
      made->id = id.getColumn(0).getString();
    store opened(std::move(made));
    for (const auto* name : {"mesh.sqlite", "mesh.sqlite-wal", "mesh.lock"})
      opened.watch(name);
    return opened;
  });
}

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
  if (writes)
    return store::state::open(std::move(state), how, opening::to_write)
        .and_then(with_good_rules);
  const auto file = state->file;
  auto strict = store::state::open(std::move(state), how, opening::to_read);
  if (strict || strict.error().code != errc::store_corrupt)
    return strict;
  auto again = std::make_unique<store::state>();
  again->folder = folder;
  again->file = file;
  again->refused = strict.error().detail;
  return store::state::open(std::move(again), how, opening::leniently);
}

void store::watch(const std::string& name) {
  const auto file = state_->folder / name;
  if (auto found = identity_of_file(file); writable() && found && *found)
    state_->files.insert_or_assign(file, *found);
}

void store::abandon() {
  state_->lock.reset();
  sqlite3_db_config(state_->database->getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
                    nullptr);
}

tl::expected<void, error> store::still_there() const {
  if (!writable())
    return tl::unexpected(error{errc::store_missing,
                                state_->file.string() + " was given up: its files had gone",
                                "put " + state_->folder.string() + " back"});
  std::error_code ignored;
  for (const auto& [file, opened] : state_->files)
    if (auto found = identity_of_file(file); !found)
      return tl::unexpected(found.error());
    else if (*found != opened)
      return tl::unexpected(
          error{errc::store_missing,
                (fs::exists(state_->folder, ignored) ? file : state_->folder).string()
                    + (*found ? " is not the file that this mesh opened"
                              : " was deleted or moved while this mesh uses it"),
                "put " + state_->folder.string()
                    + " back; until then what is new is kept in memory"});
  return {};
}

store::store(std::unique_ptr<state> what) : state_(std::move(what)) {}
store::store(store&&) noexcept = default;
store& store::operator=(store&&) noexcept = default;
store::~store() = default;

const std::string& store::refused() const {
  return state_->refused;
}
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
