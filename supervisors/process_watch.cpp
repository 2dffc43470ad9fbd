#include "supervisors/process_watch.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace mesh {

namespace {

constexpr std::size_t levels = 4; // of scope

std::string seconds(duration d) {
  auto tenths = std::llround(to_ms(d) / 100);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

} // namespace

void process_watch::listening_clock::set(time_point beat_at, duration away) {
  version_.fetch_add(1, std::memory_order_acq_rel);
  beat_at_.store(beat_at, std::memory_order_relaxed);
  away_.store(away, std::memory_order_relaxed);
  version_.fetch_add(1, std::memory_order_release);
}

time_point process_watch::listening_clock::read(time_point now, duration period) const {
  for (;;) {
    auto before = version_.load(std::memory_order_acquire);
    auto beat_at = beat_at_.load(std::memory_order_relaxed);
    auto away = away_.load(std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_acquire);
    if (before % 2 == 0 && version_.load(std::memory_order_relaxed) == before)
      return std::clamp(now, beat_at, beat_at + period) - away;
  }
}

process_watch::process_watch(const failures_config& cfg, time_point start)
    : period_(from_ms(cfg.watch_period_ms)),
      bearable_(from_ms(cfg.watch_late_ms)),
      calm_(from_ms(cfg.watch_calm_ms)),
      most_deaths_(static_cast<std::uint32_t>(cfg.silent_deaths)),
      deaths_within_ms_(cfg.silent_deaths_ms),
      listening_(start),
      beat_at_(start),
      due_(start + period_),
      deaths_(levels, sliding_count(cfg.silent_deaths_ms)) {}

duration process_watch::late(time_point now) const {
  return std::max(newest_late_, now - due_);
}

bool process_watch::is_starved(time_point now) const {
  return starved_ || now - due_ > bearable_;
}

process_watch::news process_watch::beat(time_point due, time_point now) {
  std::lock_guard lock(mutex_);
  const auto gap = now - beat_at_;
  newest_late_ = std::max(duration::zero(), now - due);
  beat_at_ = now;
  due_ = now + period_;
  if (newest_late_ > bearable_) {
    const auto lost = gap - std::min(gap, period_);
    away_ += lost;
    away_now_ += lost;
    late_at_ = now;
  }
  listening_.set(now, away_);
  return say(now);
}

process_watch::news process_watch::say(time_point now) {
  if (late_at_ == now && !std::exchange(starved_, true)) {
    ++times_;
    return "this process was stopped or starved: its timers and actors were "
           + seconds(newest_late_) + " late";
  }
  if (starved_ && now - late_at_ >= calm_) {
    starved_ = false;
    return "this process runs on time again; it received nothing for "
           + seconds(std::exchange(away_now_, {}));
  }
  const bool lately = said_held_ && to_ms(now - *said_held_) < deaths_within_ms_;
  if (starved_ || lately || !std::exchange(held_unsaid_, false))
    return std::nullopt;
  said_held_ = now;
  return "more than " + std::to_string(most_deaths_) + " fell silent within "
         + seconds(from_ms(deaths_within_ms_))
         + ": a common cause is likelier, so the others are not replaced yet";
}

time_point process_watch::listening(time_point now) const {
  return listening_.read(now, period_);
}

bool process_watch::judges(time_point now) const {
  std::lock_guard lock(mutex_);
  return !ended_ && !is_starved(now);
}

bool process_watch::may_die(scope::level of, time_point now) {
  std::lock_guard lock(mutex_);
  if (ended_)
    return false;
  auto& deaths = deaths_.at(static_cast<std::size_t>(of));
  if (is_starved(now) || deaths.count(now) >= most_deaths_) {
    ++held_;
    held_unsaid_ = true;
    return false;
  }
  deaths.add(now);
  return true;
}

void process_watch::end() {
  ended_ = true;
}

process_watch::figures process_watch::at(time_point now) const {
  std::lock_guard lock(mutex_);
  return {is_starved(now), to_ms(std::max(duration::zero(), late(now))), times_, to_ms(away_),
          held_};
}

} // namespace mesh
