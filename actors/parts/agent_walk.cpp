#include "actors/parts/agent_walk.hpp"

#include <string>

namespace mesh {

error agent_walk::begin(const std::shared_ptr<const chain_errand>& task, time_point now) {
  if (!walk_.has_room())
    return {errc::queue_full, "it rechecks " + std::to_string(cfg_.left_behind)
                                  + " unverified tasks already (chains.left_behind)"};
  if (!walk_.begin(task, now))
    return {errc::expired, "the task was flushed before it was begun"};
  plan(now);
  return {};
}

void agent_walk::end(bool done, time_point now) {
  walk_.end(done, now);
  plan(now);
}

bool agent_walk::look(time_point now) {
  if (woken_at_ && *woken_at_ <= now)
    woken_at_.reset();
  auto goes_on = walk_.look(now);
  plan(now);
  return goes_on;
}

bool agent_walk::moved(time_point now) {
  walk_.moved(now);
  return look(now);
}

void agent_walk::plan(time_point now) {
  for (const auto& task : walk_.take_watched())
    task->watch(task->board.version(), out_.moved());
  auto next = walk_.next_look();
  if (!next || (woken_at_ && *woken_at_ <= *next))
    return;
  woken_at_ = std::max(*next, now);
  out_.wake_at(*woken_at_);
}

} // namespace mesh
