#include "supervisors/conflict_desk.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <tuple>
#include <utility>

namespace mesh {

bool conflict_desk::more_urgent::operator()(const resolution_task& a,
                                            const resolution_task& b) const {
  auto rank = [](const resolution_task& t) {
    return std::tuple(-t.priority, t.deadline.value_or(time_point::max()), t.arrived,
                      t.record.id);
  };
  return rank(a) < rank(b);
}

tl::expected<conflict_desk::accepted, error> conflict_desk::offer(conflict_record record,
                                                                  time_point now) {
  auto priority = conflict_priority(record.what, cfg_);
  auto allowed = time_to_resolve(priority, cfg_);
  auto name = "conflict " + to_string(record.id) + " of " + to_string(record.agent);
  if (ids_.contains(record.id))
    return tl::unexpected(error{errc::invalid_argument, name + " is already waiting"});

  resolution_task task{std::move(record), priority, level_of(priority, cfg_), now,
                       allowed ? std::optional(now + *allowed) : std::nullopt};
  std::optional<resolution_task> displaced;
  if (std::cmp_greater_equal(tasks_.size(), cfg_.queue)) {
    if (tasks_.empty() || std::prev(tasks_.end())->priority >= priority) {
      ++refused_;
      return tl::unexpected(error{errc::queue_full,
                                  name + " is not queued: " + std::to_string(tasks_.size())
                                      + " of at least its priority " + std::to_string(priority)
                                      + " wait",
                                  "resolve some, or raise conflicts.queue"});
    }
    displaced = extract(std::prev(tasks_.end()));
    ++displaced_;
  }
  ids_.emplace(task.record.id, tasks_.insert(task).first);
  return accepted{std::move(task), std::move(displaced)};
}

resolution_task conflict_desk::extract(tasks::iterator which) {
  ids_.erase(which->record.id);
  return std::move(tasks_.extract(which).value());
}

std::optional<resolution_task> conflict_desk::take() {
  if (tasks_.empty())
    return std::nullopt;
  return extract(tasks_.begin());
}

bool conflict_desk::remove(message_id id) {
  auto found = ids_.find(id);
  if (found == ids_.end())
    return false;
  extract(found->second);
  return true;
}

std::vector<resolution_task> conflict_desk::overdue(time_point now) const {
  std::vector<resolution_task> late;
  std::ranges::copy_if(tasks_, std::back_inserter(late), [now](const resolution_task& t) {
    return t.deadline && now > *t.deadline;
  });
  return late;
}

std::size_t conflict_desk::count_overdue(time_point now) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      tasks_, [now](const resolution_task& t) { return t.deadline && now > *t.deadline; }));
}

std::vector<resolution_task> conflict_desk::waiting() const {
  return {tasks_.begin(), tasks_.end()};
}

} // namespace mesh
