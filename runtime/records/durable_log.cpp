#include "runtime/records/durable_log.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace mesh::storage {

namespace {

/// Everything through which one thread uses a store.
struct access {
  explicit access(store opened) : where(std::move(opened)) {}

  static tl::expected<std::unique_ptr<access>, error> open(const std::filesystem::path& folder,
                                                           store::options how) {
    auto opened = store::open(folder, how);
    if (!opened)
      return tl::unexpected(opened.error());
    auto made = std::make_unique<access>(std::move(*opened));
    auto conflicts = conflict_log::open(made->where);
    if (!conflicts)
      return tl::unexpected(conflicts.error());
    made->conflicts.emplace(std::move(*conflicts));
    auto samples = history::open(made->where);
    if (!samples)
      return tl::unexpected(samples.error());
    made->samples.emplace(std::move(*samples));
    return made;
  }

  store where;
  std::optional<conflict_log> conflicts;
  std::optional<history> samples;
};

/// Somebody who waits until a thing was done.
struct bell {
  std::mutex mutex;
  std::condition_variable rung;
  std::optional<group_commit::outcome> what;

  void ring(const group_commit::outcome& result) {
    {
      std::lock_guard lock(mutex);
      what = result;
    }
    rung.notify_all();
  }
};

} // namespace

struct durable_log::state {
  std::filesystem::path folder;
  options how;
  std::unique_ptr<access> writing;
  std::unique_ptr<access> reading; // does not wait for the writer
  std::mutex reader;               // one thread at a time
  std::unique_ptr<group_commit> writer;
  std::function<void(bool)> reopened;
  int missed_looks = 0;            // of the writer's thread, as what follows
  std::optional<error> not_opened; // why it was not when that was tried last

  [[nodiscard]] tl::expected<conflict_log*, error> current() const {
    if (auto there = writing->where.still_there(); !there)
      return tl::unexpected(not_opened.value_or(there.error()));
    return &*writing->conflicts;
  }

  group_commit::outcome look() {
    auto there = writing->where.still_there();
    if (there) {
      missed_looks = 0;
      return {};
    }
    std::error_code ignored;
    if (missed_looks++ == 0 || !std::filesystem::is_directory(folder, ignored))
      return there;
    auto opened = open_again();
    not_opened = opened ? std::nullopt : std::optional(opened.error());
    return opened;
  }

  group_commit::outcome open_again() {
    abandon(); // one lock a process: it may be on the same file
    auto fresh = access::open(folder, {.access = store_access::write});
    if (!fresh)
      return tl::unexpected(fresh.error());
    auto beside = access::open(folder, {.access = store_access::read});
    if (!beside)
      return tl::unexpected(beside.error());
    const auto another = (*fresh)->where.id() != writing->where.id();
    {
      std::lock_guard lock(reader);
      reading = std::move(*beside);
    }
    writing = std::move(*fresh);
    missed_looks = 0;
    if (reopened)
      reopened(another);
    return {};
  }

  void abandon() {
    writing->where.abandon();
    std::lock_guard lock(reader);
    reading->where.abandon();
  }

  template <class HandIn>
  group_commit::outcome wait_for(HandIn&& hand_in) {
    auto done = std::make_shared<bell>();
    if (auto taken = hand_in([done](const auto& result) { done->ring(result); }); !taken)
      return taken;
    std::unique_lock lock(done->mutex);
    if (done->rung.wait_for(lock, how.patience, [&] { return done->what.has_value(); }))
      return *done->what;
    return tl::unexpected(error{errc::timeout, store_file(folder).string() + " takes too long",
                                "ask again when the disk is less busy"});
  }

  /// Waits until what was handed in before is written, or has failed; in a
  /// full queue first for room in it.
  group_commit::outcome settle() {
    constexpr auto look_again = std::chrono::milliseconds(1);
    const auto give_up = std::chrono::steady_clock::now() + how.patience;
    for (;;) {
      auto settled = wait_for([this](group_commit::completion done) {
        return writer->run([]() -> group_commit::outcome { return {}; }, std::move(done));
      });
      if (settled || settled.error().code != errc::queue_full
          || std::chrono::steady_clock::now() > give_up)
        return settled;
      std::this_thread::sleep_for(look_again);
    }
  }

  template <class Read>
  auto read(Read&& what) -> decltype(what(*reading)) {
    if (auto settled = settle(); !settled)
      return tl::unexpected(settled.error());
    std::lock_guard lock(reader);
    return what(*reading);
  }
};

durable_log::options durable_log::options::of(const storage_config& cfg) {
  options how;
  how.queue.queue = static_cast<std::size_t>(cfg.queue);
  how.queue.queue_bytes = static_cast<std::size_t>(cfg.queue_bytes);
  constexpr double ms_per_hour = 3'600'000;
  how.keep.age_ms = static_cast<std::uint64_t>(cfg.history_age_hours * ms_per_hour);
  how.keep.rows = static_cast<std::uint64_t>(cfg.history_rows);
  how.patience = milliseconds(static_cast<std::int64_t>(cfg.patience_ms));
  return how;
}

tl::expected<std::unique_ptr<durable_log>, error>
durable_log::open(const std::filesystem::path& folder, options how) {
  auto made = std::make_unique<state>();
  made->folder = folder;
  made->how = std::move(how);
  auto writing = access::open(folder, {.access = store_access::write});
  if (!writing)
    return tl::unexpected(writing.error());
  auto reading = access::open(folder, {.access = store_access::read});
  if (!reading)
    return tl::unexpected(reading.error());
  made->writing = std::move(*writing);
  made->reading = std::move(*reading);
  made->writer = std::make_unique<group_commit>([self = made.get()] { return self->current(); },
                                                made->how.queue);
  return std::unique_ptr<durable_log>(new durable_log(std::move(made)));
}

durable_log::durable_log(std::unique_ptr<state> what) : state_(std::move(what)) {}
durable_log::~durable_log() {
  stop();
}

const std::filesystem::path& durable_log::folder() const {
  return state_->folder;
}

group_commit::outcome durable_log::append(conflict_entry entry, group_commit::completion done) {
  return state_->writer->append(std::move(entry), std::move(done));
}

group_commit::outcome durable_log::resolve(conflict_resolution resolution,
                                           group_commit::completion done) {
  return state_->writer->resolve(std::move(resolution), std::move(done));
}

group_commit::outcome durable_log::resolve(conflict_resolution resolution) {
  return state_->wait_for([&](group_commit::completion done) {
    return resolve(std::move(resolution), std::move(done));
  });
}

group_commit::outcome durable_log::sample(std::vector<history_row> rows, std::uint64_t now_ms,
                                          group_commit::completion done) {
  const auto holds = rows.size() * sizeof(history_row);
  auto job = [this, rows = std::move(rows), now_ms]() -> group_commit::outcome {
    constexpr int steps = 20; // of pruning; conflicts wait meanwhile
    if (auto there = state_->current(); !there)
      return tl::unexpected(there.error());
    auto& samples = *state_->writing->samples;
    if (auto written = samples.insert(rows); !written)
      return written;
    for (int i = 0; i < steps; ++i) {
      auto removed = samples.prune(now_ms, state_->how.keep);
      if (!removed)
        return tl::unexpected(removed.error());
      if (*removed == 0)
        break;
    }
    return {};
  };
  return state_->writer->run(std::move(job), std::move(done), holds);
}

group_commit::outcome durable_log::run(std::function<group_commit::outcome()> job,
                                       group_commit::completion done) {
  return state_->writer->run(std::move(job), std::move(done));
}

void durable_log::when_reopened(std::function<void(bool another)> tell) {
  state_->reopened = std::move(tell);
}

group_commit::outcome durable_log::look(group_commit::completion done) {
  return state_->writer->run([this] { return state_->look(); }, std::move(done));
}

group_commit::outcome durable_log::settle() {
  return state_->settle();
}

tl::expected<conflict_page, error> durable_log::query(const conflict_filter& filter) {
  return state_->read([&](access& from) { return from.conflicts->query(filter); });
}

tl::expected<logged_conflict, error> durable_log::find(message_id id) {
  return state_->read([&](access& from) { return from.conflicts->find(id); });
}

tl::expected<std::vector<history_row>, error>
durable_log::past(const scope& who, std::uint64_t since_ms, std::size_t limit) {
  return state_->read([&](access& from) { return from.samples->query(who, since_ms, limit); });
}

tl::expected<verification, error> durable_log::verify(const noted_heads& noted) {
  // A store that is gone can still be read here, and is not what the next one will open.
  auto there = state_->wait_for([this](group_commit::completion done) {
    return state_->writer->run(
        [this]() -> group_commit::outcome {
          return state_->current().map([](conflict_log*) {});
        },
        std::move(done));
  });
  if (!there)
    return tl::unexpected(there.error());
  return state_->read([&](access& from) { return from.conflicts->verify(noted); });
}

tl::expected<std::uint64_t, error> durable_log::newest_ms() {
  return state_->read([](access& from) -> tl::expected<std::uint64_t, error> {
    auto sampled = from.samples->newest_ms();
    auto conflicts = from.conflicts->query({.limit = 1});
    if (!sampled || !conflicts)
      return tl::unexpected(sampled ? conflicts.error() : sampled.error());
    return conflicts->records.empty()
               ? *sampled
               : std::max(*sampled, conflicts->records.front().entry.record.at_ms);
  });
}

void durable_log::stop() {
  state_->writer->stop();
  if (!state_->writing->where.still_there()) // their names may be another store's
    state_->abandon();
}

} // namespace mesh::storage
