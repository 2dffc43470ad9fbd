#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <tl/expected.hpp>

#include "runtime/records/conflict_log.hpp"

namespace mesh::storage {

/// The counts of a group_commit so far.
struct commit_counts {
  std::uint64_t written = 0;      // conflicts and resolutions acknowledged
  std::uint64_t failed = 0;       // handed back with an error
  std::uint64_t refused = 0;      // not taken: queue full or stopped
  std::uint64_t transactions = 0; // of the log, failed ones too
};

/// The one thread that writes to a store. Callers hand in what is to be
/// written and go on; all that waits is committed at once, so that one sync of
/// the disk serves thousands (K4: 5,000 durable conflicts/s and more).
///
/// A completion is called once for everything that was taken, on the writer's
/// thread, in the order in which things were handed in, and after they are
/// durable or have failed. A failure is not the end: what comes next is tried
/// again. Completions do not throw, do not wait, and do not call `stop`.
class group_commit {
public:
  struct options {
    std::size_t queue = 65'536; // things that wait
    /// Of memory that waiting things and those being written hold: texts, evidence, payloads
    /// of messages held back, rows of the history. A larger thing is taken when it is alone.
    std::size_t queue_bytes = 67'108'864;
    std::size_t batch = 8'192; // most things in one commit
  };
  using outcome = tl::expected<void, error>;
  using completion = std::function<void(const outcome&)>;

  /// `log` outlives this, and is not used by others until `stop` has returned.
  explicit group_commit(conflict_log& log);
  group_commit(conflict_log& log, options bounds);
  /// Asked on the writer's thread before each batch: the log to write to, or why there
  /// is none now; then conflicts and resolutions fail with that, and jobs run.
  using log_source = std::function<tl::expected<conflict_log*, error>()>;
  group_commit(log_source log, options bounds);
  ~group_commit(); // stops
  group_commit(const group_commit&) = delete;
  group_commit& operator=(const group_commit&) = delete;

  /// `queue_full` when a bound is reached, `cancelled` after `stop`: then
  /// nothing was taken, and `done` is not called. Any thread.
  outcome append(conflict_entry entry, completion done);
  outcome resolve(conflict_resolution resolution, completion done);
  /// Something else that writes to the same store (history): runs on the
  /// writer's thread after the conflicts handed in before it, outside of
  /// their transaction. `holds`: bytes of memory that the job keeps until then.
  outcome run(std::function<outcome()> job, completion done, std::size_t holds = 0);

  /// Writes what still waits, calls its completions, and ends the thread.
  void stop();
  [[nodiscard]] commit_counts counts() const;

private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace mesh::storage
