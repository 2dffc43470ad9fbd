#pragma once
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <tl/expected.hpp>
#include <vector>

#include "config/config.hpp"
#include "runtime/records/group_commit.hpp"
#include "runtime/records/history.hpp"

namespace mesh::storage {

/// The store of a running mesh, put together: one thread writes conflicts and
/// history, any thread hands in and reads (K4, Z4).
class durable_log {
public:
  struct options {
    group_commit::options queue;
    history_retention keep;
    std::chrono::milliseconds patience{10'000}; // of who waits for the disk
    static options of(const storage_config& cfg);
  };
  /// As store::open and conflict_log::open: a damaged store is refused, with
  /// its first broken record.
  static tl::expected<std::unique_ptr<durable_log>, error>
  open(const std::filesystem::path& folder, options how);
  ~durable_log(); // stops
  durable_log(const durable_log&) = delete;
  durable_log& operator=(const durable_log&) = delete;

  [[nodiscard]] const std::filesystem::path& folder() const;
  /// Hands in what is to be written; see group_commit.
  group_commit::outcome append(conflict_entry entry, group_commit::completion done);
  group_commit::outcome resolve(conflict_resolution resolution, group_commit::completion done);
  /// Also removes some of what is too old or too much.
  group_commit::outcome sample(std::vector<history_row> rows, std::uint64_t now_ms,
                               group_commit::completion done);

  /// Something else for the thread that writes; see group_commit.
  group_commit::outcome run(std::function<group_commit::outcome()> job,
                            group_commit::completion done);

  /// Called on the writer's thread when the store was opened again after its files had
  /// gone; `another`: what was written before is not in it. Before the first look.
  void when_reopened(std::function<void(bool another)> tell);
  /// Looks whether the store is still there, on the writer's thread: `store_missing`
  /// when it is not. One that has been missing is opened again when its folder is
  /// back, from the second look on: what deletes files does so one after the other.
  /// Writes look, too, but open nothing.
  group_commit::outcome look(group_commit::completion done);

  /// Waits until what was handed in before is written, or has failed.
  group_commit::outcome settle();
  /// Durable when it returns; `timeout` when that takes too long.
  group_commit::outcome resolve(conflict_resolution resolution);
  /// The durable records; waits for what was handed in before, `timeout` when the
  /// disk takes too long.
  tl::expected<conflict_page, error> query(const conflict_filter& filter);
  tl::expected<logged_conflict, error> find(message_id id);
  tl::expected<std::vector<history_row>, error> past(const scope& who, std::uint64_t since_ms,
                                                     std::size_t limit);
  tl::expected<verification, error> verify(const noted_heads& noted = {});
  /// The newest moment that any record speaks of; 0 when there is none.
  tl::expected<std::uint64_t, error> newest_ms();

  /// Writes what still waits, and ends the thread.
  void stop();

private:
  struct state;
  explicit durable_log(std::unique_ptr<state> what);
  std::unique_ptr<state> state_;
};

} // namespace mesh::storage
