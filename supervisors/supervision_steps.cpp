// The steps a supervisor takes with one child, and with several in order.
#include <algorithm>
#include <array>
#include <utility>

#include "supervisors/supervision.hpp"

namespace mesh {

using action = supervisor_action::kind;

std::string_view to_string(child_state state) {
  constexpr std::array<std::string_view, 9> names{"stopped",  "queued",   "waiting",
                                                  "starting", "running",  "stopping",
                                                  "killing",  "given_up", "removed"};
  return names[static_cast<std::size_t>(state)];
}

std::string_view to_string(supervisor_action::kind what) {
  constexpr std::array<std::string_view, 8> names{
      "start", "start_later", "stop", "kill", "abandon", "give_up", "escalate", "finished"};
  return names[static_cast<std::size_t>(what)];
}

bool is_up(child_state state) {
  return state == child_state::starting || state == child_state::running
         || state == child_state::stopping || state == child_state::killing;
}

supervision::child& supervision::at(std::size_t place) {
  ++touched_;
  return children_[place];
}

bool supervision::holds(std::size_t place) const {
  return state(place) != child_state::removed;
}

child_state supervision::state(std::size_t place) const {
  return place < children_.size() ? children_[place].state : child_state::removed;
}

const child_spec& supervision::spec(std::size_t place) const {
  return children_.at(place).spec;
}

std::optional<time_point> supervision::next_due() const {
  return timers_.empty() ? std::nullopt : std::optional(timers_.begin()->first);
}

void supervision::act(action what, std::size_t place, time_point when, error why) {
  actions_.push_back({what, place, when, std::move(why)});
}

void supervision::set_timer(std::size_t place, time_point when) {
  clear_timer(place);
  at(place).timer = when;
  timers_.emplace(when, place);
}

void supervision::clear_timer(std::size_t place) {
  if (auto timer = std::exchange(at(place).timer, std::nullopt))
    timers_.erase({*timer, place});
}

void supervision::start(std::size_t place, time_point now) {
  auto& c = at(place);
  c.state = child_state::starting;
  c.up_since.reset();
  ++up_;
  set_timer(place, now + from_ms(settings_.start_timeout_ms));
  act(action::start, place);
}

void supervision::wait(std::size_t place, time_point when, bool in_order) {
  auto& c = at(place);
  c.state = child_state::waiting;
  c.in_order = in_order;
  set_timer(place, when);
  if (!in_order)
    act(action::start_later, place, when);
}

/// It is not to be started after all.
void supervision::cancel_start(std::size_t place) {
  auto& c = at(place);
  to_start_.erase(place);
  group_.erase(place);
  if (c.state != child_state::waiting && c.state != child_state::queued)
    return;
  clear_timer(place);
  c.state = child_state::stopped;
}

void supervision::halt(std::size_t place, purpose why, time_point now) {
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

void supervision::kill(std::size_t place, time_point now) {
  at(place).state = child_state::killing;
  set_timer(place, now + from_ms(settings_.kill_timeout_ms));
  act(action::kill, place);
}

void supervision::down(std::size_t place) {
  clear_timer(place);
  at(place).state = child_state::stopped;
  --up_;
  if (starting_now_ == place)
    starting_now_.reset();
}

/// A child that was told to go has gone.
void supervision::gone(std::size_t place, time_point now, double random01) {
  down(place);
  to_stop_.erase(place);
  if (stopping_now_ == place)
    stopping_now_.reset();
  auto& c = at(place);
  switch (std::exchange(c.stopped_for, purpose::none)) {
  case purpose::remove:
    return halt(place, purpose::remove, now);
  case purpose::failure:
    return fail(place, c.exit, std::exchange(c.detail, {}), now, random01);
  case purpose::group:
    c.state = child_state::queued;
    return;
  case purpose::none:
  case purpose::stay:
    return;
  }
}

/// What a child's timer was for has come, or has not come in time.
void supervision::overdue(std::size_t place, time_point now, double random01) {
  auto& c = at(place);
  switch (c.state) {
  case child_state::waiting:
    if (!std::exchange(c.in_order, false))
      return start(place, now);
    c.state = child_state::queued;
    to_start_.insert(place);
    return;
  case child_state::starting:
    if (c.stopped_for == purpose::none) {
      c.stopped_for = purpose::failure;
      c.exit = exit_kind::failed_to_start;
      c.detail = "was not up in time";
    }
    return kill(place, now);
  case child_state::stopping:
    return kill(place, now);
  case child_state::killing:
    act(action::abandon, place);
    return gone(place, now, random01);
  default:
    return;
  }
}

void supervision::begin_stop_all() {
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

/// Has a child stopped, if need be, and started again with the group.
void supervision::join_group(std::size_t place, time_point& when) {
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

void supervision::stop_next(time_point now) {
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
void supervision::release_group(time_point now) {
  for (auto place : group_)
    if (group_at_ > now)
      wait(place, group_at_, true);
    else
      to_start_.insert(place);
  group_.clear();
}

void supervision::start_next(time_point now) {
  if (starting_now_ || to_start_.empty())
    return;
  starting_now_ = *to_start_.begin();
  to_start_.erase(to_start_.begin());
  start(*starting_now_, now);
}

supervisor_actions supervision::take(time_point now) {
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
