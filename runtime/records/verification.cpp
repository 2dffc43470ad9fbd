#include "runtime/records/verification.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <algorithm>
#include <charconv>
#include <sqlite3.h>

#include "messages/frozen_state.hpp"
#include "runtime/base/file_io.hpp"
#include "runtime/records/chain_log.hpp"
#include "runtime/records/chained_file.hpp"
#include "runtime/records/conflict_entry.hpp"
#include "runtime/records/head_file.hpp"
#include "runtime/records/history_sample.hpp"
#include "runtime/records/log_columns.hpp"
#include "runtime/records/snapshot_file.hpp"
#include "runtime/records/sqlite_error.hpp"

namespace mesh::storage {

namespace {

using finding = std::optional<broken_record>;

/// Damage, as against a lock or missing memory.
bool is_damage(const SQLite::Exception& e) {
  return e.getErrorCode() == SQLITE_CORRUPT || e.getErrorCode() == SQLITE_NOTADB
         || e.getErrorCode() == SQLITE_IOERR;
}

std::string_view blob(const SQLite::Column& column) {
  return {static_cast<const char*>(column.getBlob()),
          static_cast<std::size_t>(column.getBytes())};
}

std::string concat_id(message_id id) {
  return id.value == 0 ? std::string{} : " (" + to_string(id) + ")";
}

/// Heads that were noted elsewhere: each has to be met in one of the chains.
class noted_search {
public:
  explicit noted_search(const noted_heads& all) : open_(all) {}

  void look_at(const chain_head& head) {
    std::erase_if(open_, [&](const noted_head& noted) {
      return noted.hash == head.hash && (!noted.count || *noted.count == head.count);
    });
  }

  /// `heads`: how far the chains are good.
  [[nodiscard]] finding missed(const chain_heads& heads) const {
    if (open_.empty())
      return {};
    const auto& noted = open_.front();
    const auto behind = head_of(heads, chain::conflicts).count + 1;
    return broken_record{chain::conflicts,
                         noted.count ? std::min(*noted.count, behind) : 0,
                         {},
                         "the head that was noted, " + to_string(noted)
                             + ", is in no chain: records were changed or removed since, or "
                               "this is an older copy or another store"};
  }

private:
  noted_heads open_;
};

/// Follows one chain from its start.
class walk {
public:
  walk(const store& where, chain which, const std::optional<chain_head>& acknowledged,
       noted_search& noted)
      : where_(where),
        which_(which),
        acknowledged_(acknowledged),
        noted_(noted),
        head_(chain_start(which, where.id())) {}

  finding run() {
    try {
      if (auto wrong = leaves_acknowledged(head_); !wrong.empty())
        return broken(0, wrong);
      noted_.look_at(head_);
      const auto& table = table_of(which_);
      std::string sql("SELECT seq, bytes, hash, ");
      sql.append(table.columns).append(" FROM ").append(table.name);
      SQLite::Statement rows(where_.database(), sql + " NOT INDEXED ORDER BY seq");
      while (rows.executeStep())
        if (auto wrong = check(rows); !wrong.empty())
          return broken(head_.count + 1, wrong);
    } catch (const SQLite::Exception& e) {
      if (!is_damage(e))
        throw;
      return broken(head_.count + 1, std::string("it cannot be read: ") + e.what());
    }
    return missing_tail();
  }

  [[nodiscard]] const chain_head& head() const { return head_; }

private:
  /// The fault of the record at which `row` stands; empty when nothing
  /// is, and it is then part of the chain.
  std::string check(SQLite::Statement& row) {
    auto seq = row.getColumn(0).getInt64();
    if (seq != column(head_.count + 1))
      return "it is missing; the next one is " + std::to_string(seq);
    if (!row.getColumn(1).isBlob() || !row.getColumn(2).isBlob())
      return "its bytes or its hash are gone";
    auto bytes = blob(row.getColumn(1));
    auto after = next(head_, bytes);
    if (blob(row.getColumn(2)) != bytes_of(after.hash))
      return "its bytes do not fit its hash and the record before it";
    auto wrong = which_ == chain::conflicts ? compare<conflict_entry>(row, bytes)
                                            : compare<conflict_resolution>(row, bytes);
    if (wrong.empty())
      wrong = leaves_acknowledged(after);
    if (!wrong.empty())
      return wrong;
    head_ = after;
    noted_.look_at(head_);
    return {};
  }

  template <class Record>
  static std::string compare(SQLite::Statement& row, std::string_view bytes) {
    Record record;
    if (!from_canonical(bytes, record))
      return "its bytes are not a record of a conflict";
    int index = 3;
    for (auto expected : columns_of(record)) {
      auto there = row.getColumn(index++);
      if (!there.isInteger() || there.getInt64() != expected)
        return std::string("its column ") + there.getName() + " differs from it";
    }
    return {};
  }

  /// The chain has to go through what is known of it.
  [[nodiscard]] std::string leaves_acknowledged(const chain_head& head) const {
    if (acknowledged_ && acknowledged_->count == head.count && *acknowledged_ != head)
      return "it is not the record that mesh.head knows";
    return {};
  }

  [[nodiscard]] finding missing_tail() const {
    auto wanted = acknowledged_ ? acknowledged_->count : 0;
    if (wanted > head_.count)
      return broken(head_.count + 1, "it and all after it are gone: there were "
                                         + std::to_string(wanted) + " records");
    if (!acknowledged_ && head_.count > 0)
      return broken(0, "mesh.head is gone; whether the newest records were removed "
                       "cannot be told");
    return {};
  }

  [[nodiscard]] broken_record broken(std::uint64_t seq, std::string what) const {
    return {which_, seq, seq == 0 ? message_id{} : id_of_record(seq), std::move(what)};
  }

  /// From the index, which may know what the table has lost.
  [[nodiscard]] message_id id_of_record(std::uint64_t seq) const {
    const auto& table = table_of(which_);
    std::string sql("SELECT ");
    sql.append(table.columns.substr(0, table.columns.find(','))).append(" FROM ");
    sql.append(table.name).append(" INDEXED BY ").append(table.by_id);
    try {
      SQLite::Statement id(where_.database(), sql + " WHERE seq = ?");
      id.bind(1, column(seq));
      return {id.executeStep() ? static_cast<std::uint64_t>(id.getColumn(0).getInt64()) : 0};
    } catch (const SQLite::Exception&) {
      return {};
    }
  }

  const store& where_;
  chain which_;
  std::optional<chain_head> acknowledged_;
  noted_search& noted_;
  chain_head head_; // of what was good so far
};

finding damaged_pages(const store& where, verify_depth depth) {
  std::vector<std::string> checks{"PRAGMA integrity_check('conflicts')",
                                  "PRAGMA integrity_check('resolutions')"};
  if (depth == verify_depth::whole)
    checks = {"PRAGMA integrity_check"};
  try {
    for (const auto& sql : checks) {
      SQLite::Statement check(where.database(), sql);
      while (check.executeStep())
        if (auto said = check.getColumn(0).getString(); said != "ok")
          return broken_record{chain::conflicts, 0, {}, "the file is damaged: " + said};
    }
  } catch (const SQLite::Exception& e) {
    if (!is_damage(e))
      throw;
    return broken_record{
        chain::conflicts, 0, {}, std::string("the file is damaged: ") + e.what()};
  }
  return {};
}

finding changed_rule(const store& where) {
  auto changed = changed_rules(where);
  if (changed && changed->empty())
    return {};
  return broken_record{chain::conflicts,
                       0,
                       {},
                       "the store's rules were changed; "
                           + (changed ? *changed : to_string(changed.error()))};
}

/// Counts what fits its checksum; the first that does not.
finding damaged_history(const store& where, verification& counts) {
  try {
    SQLite::Statement rows(where.database(),
                           "SELECT level, cluster, at_ms, first, samples FROM history");
    while (rows.executeStep()) {
      const sample_place at{rows.getColumn(0).getInt64(), rows.getColumn(1).getInt64(),
                            rows.getColumn(2).getInt64(), rows.getColumn(3).getInt64()};
      const auto bytes = blob(rows.getColumn(4));
      const auto samples = bytes.size() / sample_size;
      const auto found = check_samples(bytes, where.id(), at);
      if (found == checksum::wrong)
        return broken_record{chain::conflicts,
                             0,
                             {},
                             "the history of cluster " + std::to_string(at.cluster) + " (level "
                                 + std::to_string(at.level) + ") at " + std::to_string(at.at_ms)
                                 + " ms: its samples do not fit their checksum"};
      (found == checksum::good ? counts.history_samples : counts.unchecked_samples) += samples;
    }
  } catch (const SQLite::Exception& e) {
    if (!is_damage(e))
      throw;
    return broken_record{
        chain::conflicts, 0, {}, std::string("the history cannot be read: ") + e.what()};
  }
  return {};
}

/// The files beside the database: each file has a checksum of its own.
finding damaged_files(const store& where, verification& counts) {
  std::vector<fs::path> files;
  std::error_code why;
  for (const auto* name : {"roster", "placement"})
    if (fs::exists(where.folder() / name, why))
      files.push_back(where.folder() / name);
  const auto frozen = where.folder() / "frozen";
  if (fs::exists(frozen, why))
    for (fs::directory_iterator at(frozen, why), end; !why && at != end; at.increment(why))
      if (at->path().extension() == ".frozen")
        files.push_back(at->path());
  if (why)
    return broken_record{
        chain::conflicts, 0, {}, io_failure("cannot read", frozen, why.value()).detail};
  if (const auto chains = chain_log::file_in(where.folder()); fs::exists(chains, why)) {
    if (auto good = chain_log::check(chains); !good)
      return broken_record{chain::conflicts, 0, {}, good.error().detail};
    ++counts.files;
  }
  for (const auto* name : {"agents.log", "inbox.log", "plans.log", "proposals.log",
                           "operators.log", "audit.log"}) {
    const auto file = where.folder() / name;
    if (!fs::exists(file, why))
      continue;
    auto any = [](std::string_view) {
      return tl::expected<void, error>();
    };
    if (auto good = chained_file::check(file, {}, any); !good)
      return broken_record{chain::conflicts, 0, {}, good.error().detail};
    ++counts.files;
  }
  std::ranges::sort(files);
  for (const auto& file : files) {
    auto bytes = read_snapshot(file);
    if (!bytes && bytes.error().code == errc::unknown_target)
      continue; // thawed meanwhile
    if (!bytes)
      return broken_record{chain::conflicts, 0, {}, bytes.error().detail};
    frozen_state state;
    if (file.extension() == ".frozen" && !decode(*bytes, state))
      return broken_record{chain::conflicts, 0, {}, file.string() + " holds no frozen state"};
    ++counts.files;
  }
  return {};
}

} // namespace

tl::expected<noted_head, error> parse_noted_head(std::string_view text) {
  const error wrong{errc::invalid_argument,
                    "\"" + std::string(text) + "\" is not a head of a chain",
                    "give HASH or COUNT:HASH as `mesh verify` shows it: 64 hexadecimal digits"};
  noted_head noted;
  if (const auto colon = text.find(':'); colon != text.npos) {
    std::uint64_t count = 0;
    const auto* end = text.data() + colon;
    if (auto [last, bad] = std::from_chars(text.data(), end, count);
        bad != std::errc{} || last != end)
      return tl::unexpected(wrong);
    noted.count = count;
    text.remove_prefix(colon + 1);
  }
  if (text.size() != 2 * noted.hash.size())
    return tl::unexpected(wrong);
  for (auto& byte : noted.hash) {
    const auto* end = text.data() + 2;
    if (auto [last, bad] = std::from_chars(text.data(), end, byte, 16);
        bad != std::errc{} || last != end)
      return tl::unexpected(wrong);
    text.remove_prefix(2);
  }
  return noted;
}

std::string to_string(const noted_head& head) {
  return (head.count ? std::to_string(*head.count) + ":" : "") + to_hex(bytes_of(head.hash));
}

std::string to_string(const broken_record& broken) {
  if (broken.seq == 0)
    return broken.what;
  return std::string(to_string(broken.where)) + " record " + std::to_string(broken.seq)
         + concat_id(broken.id) + ": " + broken.what;
}

namespace {

void check_beyond_chains(const store& where, verify_depth depth, verification& result) {
  if (!result.first_broken && !where.refused().empty())
    result.first_broken =
        broken_record{chain::conflicts, 0, {}, "a mesh does not open it: " + where.refused()};
  if (!result.first_broken)
    result.first_broken = damaged_pages(where, depth);
  if (!result.first_broken)
    result.first_broken = changed_rule(where);
  if (depth == verify_depth::whole) {
    if (auto damaged = damaged_history(where, result); !result.first_broken)
      result.first_broken = std::move(damaged);
    if (auto damaged = damaged_files(where, result); !result.first_broken)
      result.first_broken = std::move(damaged);
  }
}

} // namespace

tl::expected<verification, error> verify(const store& where, verify_depth depth,
                                         const noted_heads& noted) {
  return guarded(where.file(), [&]() -> tl::expected<verification, error> {
    // Before the database: a writer may go on meanwhile, and mesh.head is never
    // ahead of what can be read.
    auto heads = head_file::read(where.folder(), where.id());
    if (!heads && heads.error().code != errc::store_corrupt)
      return tl::unexpected(heads.error());
    SQLite::Transaction snapshot(where.database());
    verification result;
    noted_search search(noted);
    for (auto which : all_chains) {
      std::optional<chain_head> acknowledged;
      if (heads && *heads)
        acknowledged = head_of(**heads, which);
      else if (!heads) // said below; the tail cannot be checked
        acknowledged = chain_start(which, where.id());
      walk chain_walk(where, which, acknowledged, search);
      auto broken = chain_walk.run();
      head_of(result.heads, which) = chain_walk.head();
      if (broken && !result.first_broken)
        result.first_broken = std::move(broken);
    }
    if (!result.first_broken && !heads)
      result.first_broken = broken_record{chain::conflicts, 0, {}, heads.error().detail};
    if (!result.first_broken)
      result.first_broken = search.missed(result.heads);
    check_beyond_chains(where, depth, result);
    return result;
  });
}

tl::expected<verification, error> verify(const std::filesystem::path& folder,
                                         const noted_heads& noted) {
  return store::open(folder, {.access = store_access::read}).and_then([&](const store& where) {
    return verify(where, verify_depth::whole, noted);
  });
}

} // namespace mesh::storage
