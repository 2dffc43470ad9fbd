#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "actors/coordination/registry.hpp"
#include "actors/parts/conflict_sink.hpp"
#include "config/config.hpp"
#include "runtime/records/durable_log.hpp"
#include "runtime/records/history_notes.hpp"
#include "runtime/records/journal_counts.hpp"
#include "runtime/records/memory_log.hpp"
#include "runtime/records/newest_reports.hpp"
#include "supervisors/open_conflicts.hpp"

namespace mesh {

/// The records of a mesh's conflicts (K1): the log, durable with a folder
/// (K4), else the newest in memory; the desk of those that wait for their
/// resolution (K2); and, with a folder, the registry's history (Z4).
///
/// What the disk does not take is kept in memory and tried again with each
/// tick; what memory has no room for either is counted and said. All calls
/// from any thread.
class journal final : public conflict_sink {
public:
  /// `folder` empty: in memory. Fails as the store does; a damaged one is
  /// refused with its first broken record.
  static tl::expected<std::unique_ptr<journal>, error> open(const config& cfg,
                                                            const std::string& folder);
  ~journal() override; // closes

  /// The newest moment in the store, since 1970; new records come after it.
  [[nodiscard]] std::uint64_t newest_ms() const { return newest_ms_; }
  /// Puts what earlier runs left unresolved on the desk, with the time that
  /// each has waited. Before the first conflict is reported.
  tl::expected<void, error> begin(time_point now, std::uint64_t wall_ms);

  void report(conflict_record what, time_point now) override;
  void taken(message_id conflict, conflict_level by) override {
    lock guard(mutex_);
    open_.cases().taken(conflict, by);
  }
  void holder_replaced(const scope& whose) override {
    lock guard(mutex_);
    open_.cases().holder_replaced(whose);
  }
  /// Ends a conflict. `unknown_target` when there is none of that id,
  /// `invalid_argument` when it was resolved before, and what the disk says.
  /// Durable when it returns.
  tl::expected<void, error> resolve(storage::conflict_resolution how);

  tl::expected<storage::conflict_page, error> query(const storage::conflict_filter& filter);
  tl::expected<storage::logged_conflict, error> find(message_id id);
  /// `unsupported` without a folder, as `verify`.
  tl::expected<std::vector<storage::history_row>, error>
  past(const scope& who, std::uint64_t since_ms, std::size_t limit);
  tl::expected<storage::verification, error> verify(const storage::noted_heads& noted = {});

  [[nodiscard]] journal_counts counts(time_point now) const;
  /// Empty: in memory.
  [[nodiscard]] std::string folder() const;

  /// Once per `storage.tick_ms`: tries again what the disk did not take, ends
  /// the conflicts that are over (K3), and notes down how the mesh stands when
  /// that is due. `good_context`: the hash that agents are to work from.
  void tick(time_point now, std::uint64_t wall_ms, const registry& agents,
            std::uint64_t good_context);

  // K2, K3: for who carries out what the strategies decide; see case_book.
  std::vector<conflict_notice> untold() {
    lock guard(mutex_);
    return open_.cases().untold();
  }
  std::vector<resolution_case> take_due(time_point now) {
    lock guard(mutex_);
    return open_.cases().take_due(now);
  }
  void tried(message_id id, resolution_attempt what, time_point now) {
    lock guard(mutex_);
    open_.cases().tried(id, std::move(what), now);
  }
  void leave(message_id id, std::string why) {
    lock guard(mutex_);
    open_.cases().leave(id, std::move(why));
  }
  void look_again(message_id id, time_point now) {
    lock guard(mutex_);
    open_.cases().look_again(id, now);
  }
  /// Ends a conflict that was taken. When the disk does not take that, it is
  /// looked at again.
  void settled(message_id id, const settlement& how, time_point now, std::uint64_t wall_ms);
  /// The mesh's handling of a conflict; none when it does not wait.
  [[nodiscard]] std::optional<open_case> how_it_stands(message_id id) const;

  /// Something else for the thread that writes, with a folder; see storage::group_commit.
  /// `unsupported` without one.
  tl::expected<void, error> run(std::function<tl::expected<void, error>()> job,
                                std::function<void(const tl::expected<void, error>&)> done) {
    if (!disk_)
      return tl::unexpected(error{errc::unsupported, "there is no folder to write to"});
    return disk_->run(std::move(job), std::move(done));
  }
  /// Waits until the disk has taken or refused what it was given, or takes too long.
  void settle();
  /// Writes what waits. Says so when something could not be written, and answers how many
  /// conflicts are lost by that.
  std::uint64_t close();

private:
  journal(const config& cfg, std::unique_ptr<storage::durable_log> disk);
  using lock = std::lock_guard<std::mutex>;
  void hand_in(storage::conflict_entry entry);
  void written(const storage::conflict_entry& entry, const tl::expected<void, error>& result);
  void keep_for_later(storage::conflict_entry entry, const error& why);
  void ended(message_id id);
  void try_again();
  void look_after_store();
  void store_reopened(bool another);
  void say_what_is_wrong(time_point now);
  void settle_hash_mismatches(std::uint64_t wall_ms, const registry& agents,
                              std::uint64_t good_context);
  void end(storage::conflict_resolution how, const std::function<void()>& not_written);
  void ended_by_mesh(message_id id);
  void sample(time_point now, std::uint64_t wall_ms, const registry& agents);

  conflicts_config cfg_;
  storage_config store_cfg_;
  std::uint64_t newest_ms_ = 0;

  mutable std::mutex mutex_; // for what follows; never held while a disk works
  open_conflicts open_;
  std::optional<storage::memory_log> memory_; // without a folder
  std::deque<storage::conflict_entry> unwritten_;
  newest_reports reported_;
  journal_counts counts_;
  bool missing_ = false;     // the store, when it was looked for last
  std::string lost_because_; // the newest of those that are refused
  std::optional<time_point> said_at_;
  history_notes history_;
  bool closed_ = false;

  std::unique_ptr<storage::durable_log> disk_; // last: its thread uses the rest
};

} // namespace mesh
