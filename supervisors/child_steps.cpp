#include "supervisors/child_steps.hpp"

#include <algorithm>
#include <iterator>

namespace mesh {

using action = supervisor_action::kind;

child_steps::child& child_steps::at(std::size_t place) {
  ++touched_;
  return children_[place];
}

bool child_steps::holds(std::size_t place) const {
  return state(place) != child_state::removed;
}

child_state child_steps::state(std::size_t place) const {
  return place < children_.size() ? children_[place].state : child_state::removed;
}

const child_spec& child_steps::spec(std::size_t place) const {
  return children_.at(place).spec;
}

std::optional<time_point> child_steps::next_due() const {
  return timers_.empty() ? std::nullopt : std::optional(timers_.begin()->first);
}

void child_steps::act(action what, std::size_t place, time_point when, error why) {
  actions_.push_back({what, place, when, std::move(why)});
}

void child_steps::set_timer(std::size_t place, time_point when) {
  clear_timer(place);
  at(place).timer = when;
  timers_.emplace(when, place);
}

void child_steps::clear_timer(std::size_t place) {
  if (auto timer = std::exchange(at(place).timer, std::nullopt))
    timers_.erase({*timer, place});
}

std::size_t child_steps::add(child added) {
  if (free_.empty()) {
    children_.push_back(std::move(added));
    return children_.size() - 1;
  }
  auto place = free_.back();
  free_.pop_back();
  at(place) = std::move(added);
  return place;
}

void child_steps::queue_all() {
  for (std::size_t i = 0; i < children_.size(); ++i)
    if (auto& c = at(i); c.state == child_state::stopped) {
      c.state = child_state::queued;
      to_start_.insert(i);
    }
}

void child_steps::started(std::size_t place, time_point now) {
  auto& c = at(place);
  clear_timer(place);
  c.state = child_state::running;
  c.up_since = now;
  if (starting_now_ == place)
    starting_now_.reset();
}

void child_steps::start(std::size_t place, time_point now) {
  auto& c = at(place);
  c.state = child_state::starting;
  c.up_since.reset();
  ++up_;
  set_timer(place, now + from_ms(start_timeout_ms_));
  act(action::start, place);
}

void child_steps::wait(std::size_t place, time_point when, bool in_order) {
  auto& c = at(place);
  c.state = child_state::waiting;
  c.in_order = in_order;
  set_timer(place, when);
  if (!in_order)
    act(action::start_later, place, when);
}

void child_steps::cancel_start(std::size_t place) {
  auto& c = at(place);
  to_start_.erase(place);
  group_.erase(place);
  if (c.state != child_state::waiting && c.state != child_state::queued)
    return;
  clear_timer(place);
  c.state = child_state::stopped;
}

void child_steps::halt(std::size_t place, purpose why, time_point now) {
  auto& c = at(place);
  if (!is_up(c.state)) {
    if (why == purpose::remove) {
      c.state = child_state::removed;
      free_.push_back(place);
    }
    return;
  }
  c.stopped_for = why;
  if (c.state == child_state::stopping || c.state == child_state::killing)
    return;
  if (c.spec.stop_timeout_ms <= 0)
    return kill(place, now);
  c.state = child_state::stopping;
  set_timer(place, now + from_ms(c.spec.stop_timeout_ms));
  act(action::stop, place);
}

void child_steps::kill(std::size_t place, time_point now) {
  at(place).state = child_state::killing;
  set_timer(place, now + from_ms(kill_timeout_ms_));
  act(action::kill, place);
}

void child_steps::down(std::size_t place) {
  clear_timer(place);
  at(place).state = child_state::stopped;
  --up_;
  if (starting_now_ == place)
    starting_now_.reset();
}

std::optional<child_steps::failure> child_steps::gone(std::size_t place, time_point now) {
  down(place);
  to_stop_.erase(place);
  if (stopping_now_ == place)
    stopping_now_.reset();
  auto& c = at(place);
  switch (std::exchange(c.stopped_for, purpose::none)) {
  case purpose::remove:
    halt(place, purpose::remove, now);
    break;
  case purpose::failure:
    return failure{place, c.exit, std::exchange(c.detail, {})};
  case purpose::group:
    c.state = child_state::queued;
    break;
  case purpose::none:
  case purpose::stay:
    break;
  }
  return std::nullopt;
}

std::optional<std::size_t> child_steps::take_due(time_point now) {
  if (timers_.empty() || timers_.begin()->first > now)
    return std::nullopt;
  const auto place = timers_.begin()->second;
  clear_timer(place);
  return place;
}

std::optional<child_steps::failure> child_steps::overdue(std::size_t place, time_point now) {
  auto& c = at(place);
  switch (c.state) {
  case child_state::waiting:
    if (std::exchange(c.in_order, false)) {
      c.state = child_state::queued;
      to_start_.insert(place);
    } else {
      start(place, now);
    }
    break;
  case child_state::starting:
    if (c.stopped_for == purpose::none) {
      c.stopped_for = purpose::failure;
      c.exit = exit_kind::failed_to_start;
      c.detail = "did not start in time";
    }
    kill(place, now);
    break;
  case child_state::stopping:
    kill(place, now);
    break;
  case child_state::killing:
    act(action::abandon, place);
    return gone(place, now);
  default:
    break;
  }
  return std::nullopt;
}

void child_steps::begin_stop_all() {
  phase_ = phase::stopping;
  group_.clear();
  for (std::size_t i = 0; i < children_.size(); ++i) {
    cancel_start(i);
    auto& c = at(i);
    if (!is_up(c.state))
      continue;
    if (c.stopped_for != purpose::remove)
      c.stopped_for = purpose::stay;
    to_stop_.insert(i);
  }
}

void child_steps::stop_at_once(time_point now) {
  for (auto places = std::exchange(to_stop_, {}); auto place : places)
    if (is_up(at(place).state))
      halt(place, at(place).stopped_for, now);
}

void child_steps::restart_group(std::size_t failed, const std::vector<std::size_t>& members,
                                time_point when, time_point now) {
  if (!group_.empty()) // another failure while the first one's siblings are stopped
    when = std::max(when, group_at_);
  at(failed).state = child_state::queued;
  for (auto member : members)
    join_group(member, when);
  group_at_ = when;
  if (when > now)
    act(action::start_later, failed, when);
}

/// Has a child stopped, if need be, and started again with the group.
void child_steps::join_group(std::size_t place, time_point& when) {
  auto& c = at(place);
  switch (c.state) {
  case child_state::running:
  case child_state::starting:
  case child_state::stopping:
  case child_state::killing:
    if (c.stopped_for == purpose::stay || c.stopped_for == purpose::remove)
      return; // by somebody's wish, not for this
    to_stop_.insert(place);
    c.stopped_for = purpose::stay;
    if (c.spec.kind == restart_kind::temporary)
      return;
    c.stopped_for = purpose::group;
    group_.insert(place);
    return;
  case child_state::waiting:
    when = std::max(when, c.timer.value_or(when));
    [[fallthrough]];
  case child_state::queued:
    cancel_start(place);
    at(place).state = child_state::queued;
    group_.insert(place);
    return;
  default:
    return; // finished, stopped on purpose or given up: it stays so
  }
}

void child_steps::stop_next(time_point now) {
  while (!stopping_now_ && !to_stop_.empty()) {
    auto last = std::prev(to_stop_.end());
    auto place = *last;
    to_stop_.erase(last);
    if (!is_up(at(place).state))
      continue;
    stopping_now_ = place;
    halt(place, at(place).stopped_for, now);
  }
}

/// All that were in the way are down: the group comes back.
void child_steps::release_group(time_point now) {
  for (auto place : group_)
    if (group_at_ > now)
      wait(place, group_at_, true);
    else
      to_start_.insert(place);
  group_.clear();
}

void child_steps::start_next(time_point now) {
  if (starting_now_ || to_start_.empty())
    return;
  starting_now_ = *to_start_.begin();
  to_start_.erase(to_start_.begin());
  start(*starting_now_, now);
}

supervisor_actions child_steps::take(time_point now) {
  stop_next(now);
  if (phase_ == phase::working) {
    if (!stopping_now_)
      release_group(now);
    start_next(now);
  } else if (phase_ == phase::stopping && up_ == 0) {
    phase_ = phase::finished;
    act(action::finished, 0);
  }
  return std::exchange(actions_, {});
}

} // namespace mesh
