#include "runtime/records/journal.hpp"

#include <spdlog/spdlog.h>

#include "supervisors/resolution.hpp"

namespace mesh {

namespace {

/// At most `bytes` of a text; what was cut off is counted.
void shorten(std::string& text, int bytes) {
  auto most = static_cast<std::size_t>(bytes);
  if (text.size() <= most)
    return;
  auto note = " ... (" + std::to_string(text.size()) + " bytes)";
  text.resize(most);
  text += note;
}

error only_with_a_folder(const std::string& what) {
  return {errc::unsupported, what + " is kept in a store, and this mesh has none",
          "start it with --data DIR"};
}

} // namespace

tl::expected<std::unique_ptr<journal>, error> journal::open(const config& cfg,
                                                            const std::string& folder) {
  if (folder.empty())
    return std::unique_ptr<journal>(new journal(cfg, nullptr));
  auto disk =
      storage::durable_log::open(folder, storage::durable_log::options::of(cfg.storage));
  if (!disk) {
    auto why = disk.error();
    if (why.code == errc::store_corrupt && why.remedy.find("mesh verify") == std::string::npos)
      why.remedy += "; `mesh verify " + folder + "` tells whether it is whole";
    return tl::unexpected(std::move(why));
  }
  auto newest = (*disk)->newest_ms();
  if (!newest)
    return tl::unexpected(newest.error());
  std::unique_ptr<journal> made(new journal(cfg, std::move(*disk)));
  made->newest_ms_ = *newest;
  return made;
}

journal::journal(const config& cfg, std::unique_ptr<storage::durable_log> disk)
    : cfg_(cfg.conflicts),
      store_cfg_(cfg.storage),
      open_(cfg.conflicts),
      reported_(static_cast<std::size_t>(cfg.conflicts.in_memory)),
      history_(from_ms(cfg.storage.history_period_ms)),
      disk_(std::move(disk)) {
  if (disk_)
    disk_->when_reopened([this](bool another) { store_reopened(another); });
  else
    memory_.emplace(static_cast<std::size_t>(cfg_.in_memory));
}

journal::~journal() {
  close();
}

tl::expected<void, error> journal::begin(time_point now, std::uint64_t wall_ms) {
  std::uint64_t total = 0, unresolved = 0;
  std::vector<conflict_record> open;
  if (disk_) {
    auto all = disk_->query({.limit = 0});
    if (!all)
      return tl::unexpected(all.error());
    total = all->total;
    // The most urgent first: the desk has a bound.
    for (int priority = highest_conflict_priority; priority >= 0; --priority) {
      auto page = disk_->query({.min_priority = static_cast<std::uint8_t>(priority),
                                .unresolved_only = true,
                                .limit = static_cast<std::size_t>(cfg_.queue)});
      if (!page)
        return tl::unexpected(page.error());
      unresolved = page->total;
      for (auto& one : page->records)
        open.push_back(std::move(one.entry.record));
    }
  }
  lock guard(mutex_);
  history_.begin(now);
  counts_.total = total;
  counts_.unresolved = unresolved;
  for (const auto& record : open) {
    auto waited = wall_ms > record.at_ms ? double(wall_ms - record.at_ms) : 0.0;
    open_.add(record, now - from_ms(waited), true);
  }
  return {};
}

// -- taking conflicts -----------------------------------------------------------

void journal::report(conflict_record what, time_point now) {
  shorten(what.what.expected, cfg_.text_bytes);
  shorten(what.what.received, cfg_.text_bytes);
  auto priority = static_cast<std::uint8_t>(conflict_priority(what.what, cfg_));
  lock guard(mutex_);
  if (reported_.note(what.message, what.agent)
      || (what.resolves.value != 0 && open_.cases().contradicted(what)))
    return;
  ++counts_.total;
  ++counts_.unresolved;
  open_.add(what, now, false);
  hand_in({std::move(what), priority});
}

void journal::ended(message_id id) {
  open_.end(id);
  --counts_.unresolved;
}

void journal::hand_in(storage::conflict_entry entry) {
  if (memory_) {
    if (auto oldest = memory_->append(std::move(entry))) {
      ++counts_.forgotten;
      if (!oldest->resolution)
        ended(oldest->entry.record.id);
    }
    return;
  }
  auto copy = entry;
  auto taken =
      disk_->append(std::move(entry), [this, copy](const tl::expected<void, error>& result) {
        written(copy, result);
      });
  if (!taken)
    keep_for_later(std::move(copy), taken.error());
}

void journal::written(const storage::conflict_entry& entry,
                      const tl::expected<void, error>& result) {
  lock guard(mutex_);
  if (!result)
    return keep_for_later(entry, result.error());
  if (unwritten_.empty())
    counts_.problem.clear();
}

void journal::keep_for_later(storage::conflict_entry entry, const error& why) {
  counts_.problem = to_string(why);
  if (!storage::is_refused_record(why.code)
      && std::cmp_less(unwritten_.size(), cfg_.in_memory)) {
    unwritten_.push_back(std::move(entry));
    return;
  }
  ++counts_.refused;
  lost_because_ = counts_.problem;
  ended(entry.record.id);
}

// -- time passes ----------------------------------------------------------------

void journal::tick(time_point now, std::uint64_t wall_ms, const registry& agents,
                   std::uint64_t good_context) {
  settle_hash_mismatches(wall_ms, agents, good_context);
  if (!disk_)
    return;
  look_after_store();
  {
    lock guard(mutex_);
    say_what_is_wrong(now);
    try_again();
  }
  sample(now, wall_ms, agents);
}

/// Notices also without a conflict to write that the store has gone, or is back.
void journal::look_after_store() {
  (void)disk_->look([this](const tl::expected<void, error>& result) {
    lock guard(mutex_);
    const auto was_missing = std::exchange(missing_, !result);
    if (!result)
      counts_.problem = to_string(result.error());
    else if (was_missing && unwritten_.empty())
      counts_.problem.clear();
  });
}

/// With another store than before, what waits is written there anew: a resolution
/// needs its conflict.
void journal::store_reopened(bool another) {
  lock guard(mutex_);
  ++counts_.reopened;
  if (!another) {
    spdlog::warn("the store in {} is back", disk_->folder().string());
    return;
  }
  spdlog::error("the store in {} is another one than before: what was written before is not "
                "in it; {} conflicts that wait for their end are written again",
                disk_->folder().string(), open_.cases().size());
  open_.cases().each([this](const conflict_record& record, int priority) {
    hand_in({record, static_cast<std::uint8_t>(priority)});
  });
}

void journal::settle() {
  if (disk_)
    (void)disk_->settle(); // what went wrong is told for each record
}

void journal::try_again() {
  for (auto& entry : std::exchange(unwritten_, {}))
    hand_in(std::move(entry));
}

void journal::say_what_is_wrong(time_point now) {
  constexpr auto once_per = std::chrono::minutes(1);
  if (counts_.problem.empty() || (said_at_ && now - *said_at_ < once_per))
    return;
  said_at_ = now;
  spdlog::error(
      "the store cannot be written ({}): {} conflicts wait in memory, {} are lost, {} "
      "samples of the history are missing",
      counts_.problem, unwritten_.size(), counts_.refused, counts_.samples_missed);
}

std::uint64_t journal::close() {
  if (!disk_ || std::exchange(closed_, true))
    return 0;
  {
    lock guard(mutex_);
    try_again();
  }
  disk_->stop();
  lock guard(mutex_);
  const auto lost = unwritten_.size() + counts_.refused;
  if (lost > 0)
    spdlog::error("{} conflicts could not be written to {} and are lost: {}", lost,
                  disk_->folder().string(),
                  unwritten_.empty() ? lost_because_ : counts_.problem);
  counts_.refused += unwritten_.size();
  unwritten_.clear();
  return lost;
}

void journal::sample(time_point now, std::uint64_t wall_ms, const registry& agents) {
  {
    lock guard(mutex_);
    const auto step = history_.due(now);
    counts_.samples_missed += step == history_notes::step::miss ? 1 : 0;
    if (step != history_notes::step::take)
      return;
  }
  auto done = [this](const tl::expected<void, error>& result) {
    lock guard(mutex_);
    history_.done();
    if (!result) {
      ++counts_.samples_missed;
      counts_.problem = to_string(result.error());
    } else if (unwritten_.empty()) {
      counts_.problem.clear();
    }
  };
  if (auto taken = disk_->sample(history_rows(agents, wall_ms), wall_ms, done); !taken)
    done(taken);
}

// -- what the mesh does about conflicts (K3) ------------------------------------

/// Leads quarantine who has another context than it should, and load the good
/// one (F4); here it is checked again whether that has helped.
void journal::settle_hash_mismatches(std::uint64_t wall_ms, const registry& agents,
                                     std::uint64_t good_context) {
  lock guard(mutex_);
  const auto open = open_.hash_mismatches();
  if (open.empty())
    return;
  auto rows = agents.read();
  for (const auto& [id, who] : open) {
    const auto* row = rows.find(who);
    if (row == nullptr)
      continue;
    context_seen now{row->context_hash, row->state == agent_state::quarantined};
    auto over = settle_hash_mismatch(who, now, good_context);
    if (!over)
      continue;
    open_.take_hash_mismatch(id);
    end({id, wall_ms, "mesh", over->how, over->note},
        [this, id = id, who = who] { open_.put_hash_mismatch(id, who); });
  }
}

std::optional<open_case> journal::how_it_stands(message_id id) const {
  lock guard(mutex_);
  const auto* found = open_.cases().find(id);
  return found == nullptr ? std::nullopt : std::optional(*found);
}

void journal::settled(message_id id, const settlement& how, time_point now,
                      std::uint64_t wall_ms) {
  lock guard(mutex_);
  auto later = now + from_ms(store_cfg_.tick_ms);
  end({id, wall_ms, "mesh", how.how, how.note},
      [this, id, later] { open_.cases().look_again(id, later); });
}

/// Whatever keeps a resolution from being written, it is tried again; unless a
/// person was faster. `not_written` is called with the lock held.
void journal::end(storage::conflict_resolution how, const std::function<void()>& not_written) {
  auto id = how.conflict;
  if (memory_) {
    if (memory_->resolve(std::move(how)))
      ended_by_mesh(id);
    return;
  }
  auto taken = disk_->resolve(std::move(how),
                              [this, id, not_written](const tl::expected<void, error>& result) {
                                lock inner(mutex_);
                                if (result)
                                  ended_by_mesh(id);
                                else if (result.error().code != errc::invalid_argument)
                                  not_written();
                              });
  if (!taken)
    not_written();
}

void journal::ended_by_mesh(message_id id) {
  ++counts_.ended_by_mesh;
  ended(id);
}

// -- looking, and ending conflicts ----------------------------------------------

tl::expected<void, error> journal::resolve(storage::conflict_resolution how) {
  auto id = how.conflict;
  auto there = find(id);
  if (!there)
    return tl::unexpected(there.error());
  if (const auto& before = there->resolution)
    return tl::unexpected(
        error{errc::invalid_argument, "conflict " + to_string(id) + " was resolved before, by "
                                          + before->by + ": " + before->note});
  if (disk_)
    if (auto done = disk_->resolve(how); !done)
      return done;
  lock guard(mutex_);
  if (memory_)
    if (auto done = memory_->resolve(std::move(how)); !done)
      return done;
  ended(id);
  return {};
}

tl::expected<storage::conflict_page, error>
journal::query(const storage::conflict_filter& filter) {
  if (disk_)
    return disk_->query(filter);
  lock guard(mutex_);
  return memory_->query(filter);
}

tl::expected<storage::logged_conflict, error> journal::find(message_id id) {
  if (disk_)
    return disk_->find(id);
  lock guard(mutex_);
  return memory_->find(id);
}

tl::expected<std::vector<storage::history_row>, error>
journal::past(const scope& who, std::uint64_t since_ms, std::size_t limit) {
  if (!disk_)
    return tl::unexpected(only_with_a_folder("history"));
  return disk_->past(who, since_ms, limit);
}

tl::expected<storage::verification, error> journal::verify(const storage::noted_heads& noted) {
  if (!disk_)
    return tl::unexpected(only_with_a_folder("what can be verified"));
  return disk_->verify(noted);
}

journal_counts journal::counts(time_point now) const {
  lock guard(mutex_);
  auto counts = counts_;
  counts.unwritten = unwritten_.size();
  counts.overdue = open_.count_overdue(now);
  counts.with_sectors = open_.cases().count_with(conflict_level::sector);
  counts.with_orchestrator = open_.cases().count_with(conflict_level::orchestrator);
  counts.for_person = open_.cases().count_left();
  counts.off_desk =
      counts.unresolved - std::min<std::uint64_t>(counts.unresolved, open_.size());
  return counts;
}

std::string journal::folder() const {
  return disk_ ? disk_->folder().string() : std::string();
}

} // namespace mesh
