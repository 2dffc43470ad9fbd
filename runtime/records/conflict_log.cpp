#include "runtime/records/conflict_log.hpp"

#include "runtime/records/chained_table.hpp"
#include "runtime/records/conflict_query.hpp"
#include "runtime/records/head_file.hpp"
#include "runtime/records/sqlite_error.hpp"

namespace mesh::storage {

struct conflict_log::state {
  /// State that only a log that is written to has.
  struct writing {
    explicit writing(SQLite::Database& db, head_file file)
        : conflicts(db), resolutions(db), acknowledged(std::move(file)) {}
    chained_table<conflict_entry> conflicts;
    chained_table<conflict_resolution> resolutions;
    head_file acknowledged;
    chain_heads heads{}; // as in the database
    bool unsure = true;  // the database has to be asked for its heads
  };

  store* where = nullptr;
  std::optional<writing> writes;

  template <class Record>
  auto& table() {
    if constexpr (std::same_as<Record, conflict_entry>)
      return writes->conflicts;
    else
      return writes->resolutions;
  }
  template <class Record>
  tl::expected<std::size_t, error> append(const std::vector<Record>& all);
};

namespace {

using refusal = std::optional<error>;

refusal out_of_range(message_id id, std::uint64_t at_ms,
                     const std::vector<const std::string*>& texts) {
  if (at_ms > INT64_MAX)
    return error{errc::invalid_argument, "conflict " + to_string(id) + ": no such time"};
  for (const auto* text : texts)
    if (text->size() > longest_text)
      return error{errc::payload_too_large,
                   "conflict " + to_string(id) + ": a text of " + std::to_string(text->size())
                       + " bytes; the log takes " + std::to_string(longest_text),
                   "log a shorter one, or its hash"};
  return {};
}

bool is_possible(agent_id id) {
  return std::max({id.sector, id.cluster, id.agent}) < max_children;
}

refusal out_of_range(const conflict_entry& e) {
  const auto& what = e.record.what;
  if (what.type > conflict_type::other || e.priority > highest_priority
      || !is_possible(e.record.agent))
    return error{errc::invalid_argument,
                 "conflict " + to_string(e.record.id) + ": no such type, priority or agent"};
  std::vector<const std::string*> texts{&what.expected, &what.received};
  for (const auto* list : {&what.evidence.needed_capabilities, &what.evidence.expected_branch,
                           &what.evidence.received_branch})
    for (const auto& text : *list)
      texts.push_back(&text);
  if (const auto& held = e.record.held) {
    texts.insert(texts.end(), {&held->source, &held->payload});
    for (const auto& text : held->capabilities)
      texts.push_back(&text);
  }
  return out_of_range(e.record.id, e.record.at_ms, texts);
}

refusal out_of_range(const conflict_resolution& r) {
  return out_of_range(r.conflict, r.at_ms, {&r.by, &r.how, &r.note});
}

error already_there(const conflict_entry& e) {
  return {errc::invalid_argument,
          "conflict " + to_string(e.record.id) + " is in the log with other content",
          "give each conflict an id of its own"};
}

error already_there(const conflict_resolution& r) {
  return {errc::invalid_argument, "conflict " + to_string(r.conflict) + " was resolved before"};
}

refusal refers_to_nothing(const conflict_entry&, chained_table<conflict_entry>&) {
  return {};
}

refusal refers_to_nothing(const conflict_resolution& r, chained_table<conflict_entry>& all) {
  if (all.bytes_of_id(r.conflict))
    return {};
  return error{errc::unknown_target, "there is no conflict " + to_string(r.conflict)};
}

} // namespace

template <class Record>
tl::expected<std::size_t, error> conflict_log::state::append(const std::vector<Record>& all) {
  if (!writes)
    return tl::unexpected(error{errc::store_read_only,
                                where->file().string() + " was opened for reading",
                                "open the store for writing"});
  return guarded(where->file(), [&]() -> tl::expected<std::size_t, error> {
    SQLite::Transaction transaction(where->database(), SQLite::TransactionBehavior::IMMEDIATE);
    auto& own = table<Record>();
    if (writes->unsure)
      writes->heads = {writes->conflicts.last(where->id()),
                       writes->resolutions.last(where->id())};
    writes->unsure = true; // until everything below went well
    auto heads = writes->heads;
    std::size_t fresh = 0;
    for (const auto& record : all) {
      if (auto refused = out_of_range(record))
        return tl::unexpected(*refused);
      if (auto refused = refers_to_nothing(record, writes->conflicts))
        return tl::unexpected(*refused);
      auto bytes = canonical_bytes(record);
      if (auto there = own.bytes_of_id(id_of(record)); !there) {
        own.append(record, bytes, head_of(heads, own.which()));
        ++fresh;
      } else if (*there != bytes) {
        return tl::unexpected(already_there(record));
      }
    }
    transaction.commit();
    // Also when nothing is new: what is there may be so from a commit whose
    // head could not be written.
    if (writes->acknowledged.heads() != heads)
      if (auto noted = writes->acknowledged.write(heads); !noted)
        return tl::unexpected(noted.error());
    writes->heads = heads;
    writes->unsure = false;
    return fresh;
  });
}

bool is_refused_record(errc code) {
  return code == errc::invalid_argument || code == errc::payload_too_large;
}

bool is_refused_resolution(errc code) {
  return is_refused_record(code) || code == errc::unknown_target;
}

tl::expected<conflict_log, error> conflict_log::open(store& where) {
  auto made = std::make_unique<state>();
  made->where = &where;
  if (!where.writable())
    return conflict_log(std::move(made));
  auto checked = storage::verify(where, verify_depth::logs);
  if (!checked)
    return tl::unexpected(checked.error());
  if (checked->first_broken)
    return tl::unexpected(error{
        errc::store_corrupt, where.file().string() + ": " + to_string(*checked->first_broken),
        "restore " + where.folder().string()
            + " from a backup, or keep it as evidence and start with a new folder"});
  const chain_heads starts{chain_start(chain::conflicts, where.id()),
                           chain_start(chain::resolutions, where.id())};
  auto head = head_file::open(where.folder(), where.id(), starts);
  if (!head)
    return tl::unexpected(head.error());
  where.watch("mesh.head");
  return guarded(where.file(), [&]() -> tl::expected<conflict_log, error> {
    made->writes.emplace(where.database(), std::move(*head));
    return conflict_log(std::move(made));
  });
}

tl::expected<std::size_t, error>
conflict_log::append(const std::vector<conflict_entry>& entries) {
  return state_->append(entries);
}

tl::expected<std::size_t, error>
conflict_log::resolve(const std::vector<conflict_resolution>& all) {
  return state_->append(all);
}

tl::expected<conflict_page, error> conflict_log::query(const conflict_filter& filter) const {
  return query_conflicts(*state_->where, filter);
}

tl::expected<logged_conflict, error> conflict_log::find(message_id id) const {
  return find_conflict(*state_->where, id);
}

tl::expected<verification, error> conflict_log::verify(const noted_heads& noted) const {
  return storage::verify(*state_->where, verify_depth::whole, noted);
}

conflict_log::conflict_log(std::unique_ptr<state> what) : state_(std::move(what)) {}
conflict_log::conflict_log(conflict_log&&) noexcept = default;
conflict_log& conflict_log::operator=(conflict_log&&) noexcept = default;
conflict_log::~conflict_log() = default;

} // namespace mesh::storage
