#include "actors/chains/chain_walk.hpp"

#include <algorithm>
#include <utility>

namespace mesh {

void chain_walk::plan_next(watched& one, time_point now) {
  auto wait_ms = one.task->regimen->next_look_ms(to_ms(now - one.since), seen_, *cfg_)
                     .value_or(cfg_->look_ceiling_ms);
  wait_ms = std::clamp(wait_ms, cfg_->look_floor_ms, cfg_->look_ceiling_ms);
  one.next = now + from_ms(wait_ms * (1 + cfg_->look_jitter * random_()));
}

/// A board that does not show the task's life yet is older than the task's way to the agent.
chain_walk::outcome chain_walk::outcome_of(const watched& one, const task_look& seen) const {
  auto is_in_hand = in_hand_ && &one == &*in_hand_;
  auto is_verified = seen.phase == task_phase::verified;
  if (seen.run > one.task->run) // another scheduler goes on from what was verified
    return is_verified && !is_in_hand ? outcome::verified : outcome::flushed;
  if (seen.life > one.task->life)
    return outcome::flushed;
  auto rests_on_verified = seen.run == one.task->run && seen.life == one.task->life
                           && seen.phase == task_phase::running && seen.depth == 0;
  return is_verified || (is_in_hand && rests_on_verified) ? outcome::verified : outcome::open;
}

/// Looks once. What came of a task teaches when it is worth looking.
chain_walk::outcome chain_walk::recheck(watched& one, time_point now) {
  ++one.task->counters->looks;
  auto seen = one.task->board.look(one.task->task);
  auto found = outcome_of(one, seen);
  if (found == outcome::open)
    plan_next(one, now);
  else if (now > one.since)
    seen_.add(to_ms(std::clamp(seen.since, one.since, now) - one.since),
              found == outcome::flushed);
  return found;
}

bool chain_walk::begin(errand task, time_point now) {
  in_hand_ = watched{std::move(task), now, now, false};
  switch (recheck(*in_hand_, now)) {
  case outcome::open:
    break;
  case outcome::verified: // what it builds on is
    in_hand_->next = time_point::max();
    break;
  case outcome::flushed:
    ++in_hand_->task->counters->flushed;
    in_hand_.reset();
    return false;
  }
  return true;
}

void chain_walk::end(bool done, time_point now) {
  if (!in_hand_)
    return;
  if (done) {
    auto& left = left_behind_.emplace_back(watched{in_hand_->task, now, now, false});
    plan_next(left, now);
  }
  in_hand_.reset();
}

bool chain_walk::look(time_point now) {
  auto wrong = false;
  std::erase_if(left_behind_, [&](watched& one) {
    if (one.next > now)
      return false;
    auto found = recheck(one, now);
    wrong = wrong || found == outcome::flushed;
    one.task->counters->rechecked += found == outcome::open ? 0 : 1;
    return found != outcome::open;
  });
  if (!in_hand_ || (in_hand_->next > now && !wrong))
    return true;
  auto found = recheck(*in_hand_, now);
  if (found == outcome::flushed) {
    ++in_hand_->task->counters->flushed;
    in_hand_.reset();
    return false;
  }
  if (found == outcome::verified)
    in_hand_->next = time_point::max();
  return true;
}

void chain_walk::moved(time_point now) {
  for (auto& one : left_behind_) {
    one.next = std::min(one.next, now);
    one.told = false;
  }
  if (in_hand_ && in_hand_->next != time_point::max()) {
    in_hand_->next = std::min(in_hand_->next, now);
    in_hand_->told = false;
  }
}

std::optional<time_point> chain_walk::next_look() const {
  auto next = in_hand_ ? in_hand_->next : time_point::max();
  for (const auto& one : left_behind_)
    next = std::min(next, one.next);
  return next == time_point::max() ? std::nullopt : std::optional(next);
}

std::vector<chain_walk::errand> chain_walk::take_watched() {
  std::vector<errand> all;
  auto take = [&](watched& one) {
    if (one.task->regimen->is_notified() && !std::exchange(one.told, true))
      all.push_back(one.task);
  };
  for (auto& one : left_behind_)
    take(one);
  if (in_hand_ && in_hand_->next != time_point::max())
    take(*in_hand_);
  return all;
}

} // namespace mesh
