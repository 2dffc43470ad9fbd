#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <tl/expected.hpp>
#include <vector>

#include "config/config.hpp"
#include "messages/errors.hpp"
#include "supervisors/conflict_policy.hpp"

namespace mesh {

/// A conflict that is to be resolved.
struct resolution_task {
  conflict_record record;
  int priority = 0;
  conflict_level level = conflict_level::lead;
  time_point arrived;
  std::optional<time_point> deadline; // empty: when convenient
  bool operator==(const resolution_task&) const = default;
};

/// K2: the conflicts that wait for their resolution, the most urgent first:
/// by priority, then deadline, then time of arrival, then id. Bounded, and
/// nothing is dropped silently: in a full desk a conflict takes the place of
/// the least urgent one only if it has the higher priority, and who had to
/// leave is handed back; else it is refused. The log has them all (K4).
class conflict_desk {
public:
  explicit conflict_desk(const conflicts_config& cfg) : cfg_(cfg) {}
  conflict_desk(const conflict_desk&) = delete;
  conflict_desk& operator=(const conflict_desk&) = delete;

  struct accepted {
    resolution_task task;
    std::optional<resolution_task> displaced;
  };
  /// `errc::queue_full` when there is no room; `errc::invalid_argument` when a
  /// conflict with this id waits already.
  tl::expected<accepted, error> offer(conflict_record record, time_point now);

  /// The most urgent one, which leaves the desk.
  std::optional<resolution_task> take();
  /// This one leaves the desk: somebody has resolved it. False when it is not there.
  bool remove(message_id id);
  /// Of those that wait, the ones whose deadline has passed, most urgent first.
  [[nodiscard]] std::vector<resolution_task> overdue(time_point now) const;
  [[nodiscard]] std::size_t count_overdue(time_point now) const;
  /// All that wait, most urgent first.
  [[nodiscard]] std::vector<resolution_task> waiting() const;

  [[nodiscard]] std::size_t size() const { return tasks_.size(); }
  [[nodiscard]] std::uint64_t refused() const { return refused_; }
  [[nodiscard]] std::uint64_t displaced() const { return displaced_; }

private:
  struct more_urgent {
    bool operator()(const resolution_task& a, const resolution_task& b) const;
  };

  using tasks = std::set<resolution_task, more_urgent>;
  resolution_task extract(tasks::iterator which);

  conflicts_config cfg_;
  tasks tasks_;
  std::map<message_id, tasks::iterator> ids_;
  std::uint64_t refused_ = 0;
  std::uint64_t displaced_ = 0;
};

} // namespace mesh
