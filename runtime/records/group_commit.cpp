#include "runtime/records/group_commit.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <span>
#include <thread>
#include <variant>

namespace mesh::storage {

namespace {

using outcome = group_commit::outcome;
using job = std::function<outcome()>;

struct item {
  std::variant<conflict_entry, conflict_resolution, job> what;
  group_commit::completion done;
  std::size_t bytes = 0;
  outcome result;
};

bool is_refused(const conflict_entry&, errc code) {
  return is_refused_record(code);
}
bool is_refused(const conflict_resolution&, errc code) {
  return is_refused_resolution(code);
}

tl::expected<std::size_t, error> write(conflict_log& log,
                                       const std::vector<conflict_entry>& all) {
  return log.append(all);
}
tl::expected<std::size_t, error> write(conflict_log& log,
                                       const std::vector<conflict_resolution>& all) {
  return log.resolve(all);
}

} // namespace

struct group_commit::state {
  state(log_source to, options with) : source(std::move(to)), bounds(with) {}

  log_source source;
  tl::expected<conflict_log*, error> log = nullptr; // for the present batch
  const options bounds;
  mutable std::mutex lock;
  std::condition_variable wake;
  std::deque<item> waiting;
  std::size_t bytes = 0; // of what waits, and of the batch that is being written
  bool stopping = false;
  commit_counts counts;
  std::once_flag stopped;
  std::thread writer;

  template <class What>
  outcome take(What what, completion done, std::size_t holds) {
    std::lock_guard guard(lock);
    if (auto refused = refusal(holds)) {
      ++counts.refused;
      return tl::unexpected(*refused);
    }
    bytes += holds;
    waiting.push_back({std::move(what), std::move(done), holds, {}});
    wake.notify_one();
    return {};
  }

  [[nodiscard]] std::optional<error> refusal(std::size_t holds) const {
    if (stopping)
      return error{errc::cancelled, "the log is being closed"};
    if (waiting.size() >= bounds.queue)
      return error{errc::queue_full,
                   std::to_string(waiting.size()) + " records wait for the disk",
                   "try again when some are written"};
    if (bytes + holds > bounds.queue_bytes && bytes > 0) // one too large goes alone
      return error{errc::queue_full,
                   std::to_string(bytes) + " bytes of records wait for the disk",
                   "try again when some are written"};
    return {};
  }

  /// The next batch; empty when it is time to end.
  std::vector<item> next_batch() {
    std::unique_lock guard(lock);
    wake.wait(guard, [&] { return stopping || !waiting.empty(); });
    std::vector<item> batch;
    while (!waiting.empty() && batch.size() < bounds.batch) {
      batch.push_back(std::move(waiting.front()));
      waiting.pop_front();
    }
    return batch;
  }

  void run() {
    for (auto batch = next_batch(); !batch.empty(); batch = next_batch()) {
      log = source();
      // A resolution may speak of a conflict before it, never of one after it.
      write_all<conflict_entry>(batch);
      write_all<conflict_resolution>(batch);
      for (auto& one : batch)
        if (auto* work = std::get_if<job>(&one.what))
          one.result = (*work)();
      note(batch);
      for (auto& one : batch)
        if (one.done)
          one.done(one.result);
    }
  }

  void note(const std::vector<item>& batch) {
    std::lock_guard guard(lock);
    for (const auto& one : batch) {
      bytes -= one.bytes;
      if (!one.result)
        ++counts.failed;
      else if (!std::holds_alternative<job>(one.what))
        ++counts.written;
    }
  }

  template <class Record>
  void write_all(std::vector<item>& batch) {
    std::vector<item*> items;
    for (auto& one : batch)
      if (std::holds_alternative<Record>(one.what))
        items.push_back(&one);
    if (!items.empty())
      commit<Record>(items);
  }

  /// One transaction for all of them. When it is refused for what some of them
  /// say, halves are tried, so that the others pay with few transactions.
  template <class Record>
  void commit(std::span<item* const> items) {
    std::vector<Record> records;
    records.reserve(items.size());
    for (const auto* one : items)
      records.push_back(std::get<Record>(one->what));
    auto written = log ? write(**log, records)
                       : tl::expected<std::size_t, error>(tl::unexpected(log.error()));
    {
      std::lock_guard guard(lock);
      ++counts.transactions;
    }
    if (written)
      return;
    if (log && is_refused(records.front(), written.error().code) && items.size() > 1) {
      commit<Record>(items.first(items.size() / 2));
      commit<Record>(items.subspan(items.size() / 2));
      return;
    }
    for (auto* one : items)
      one->result = tl::unexpected(written.error());
  }
};

group_commit::group_commit(conflict_log& log) : group_commit(log, options{}) {}

group_commit::group_commit(conflict_log& log, options bounds)
    : group_commit([&log] { return tl::expected<conflict_log*, error>(&log); }, bounds) {}

group_commit::group_commit(log_source log, options bounds)
    : state_(std::make_unique<state>(std::move(log), bounds)) {
  state_->writer = std::thread([this] { state_->run(); });
}

group_commit::~group_commit() {
  stop();
}

outcome group_commit::append(conflict_entry entry, completion done) {
  const auto holds = held_bytes(entry);
  return state_->take(std::move(entry), std::move(done), holds);
}

outcome group_commit::resolve(conflict_resolution resolution, completion done) {
  const auto holds = held_bytes(resolution);
  return state_->take(std::move(resolution), std::move(done), holds);
}

outcome group_commit::run(std::function<outcome()> job, completion done, std::size_t holds) {
  return state_->take(std::move(job), std::move(done), holds);
}

void group_commit::stop() {
  std::call_once(state_->stopped, [this] {
    {
      std::lock_guard guard(state_->lock);
      state_->stopping = true;
    }
    state_->wake.notify_one();
    state_->writer.join();
  });
}

commit_counts group_commit::counts() const {
  std::lock_guard guard(state_->lock);
  return state_->counts;
}

} // namespace mesh::storage
