#include "supervisors/circuit_breaker.hpp"

#include <algorithm>
#include <utility>

namespace mesh {

circuit_breaker::circuit_breaker(int failures, const breakers_config& cfg)
    : limit_(static_cast<std::uint32_t>(std::max(0, failures))),
      let_every_(static_cast<std::uint32_t>(std::max(1, cfg.half_open_every))),
      window_ms_(cfg.window_ms),
      open_ms_(cfg.open_ms),
      reopen_ms_(cfg.reopen_ms),
      watch_ms_(cfg.watch_ms),
      probe_timeout_ms_(cfg.probe_timeout_ms),
      failures_(cfg.window_ms) {}

breaker_change circuit_breaker::enter(breaker_state next, std::string reason, time_point now,
                                      double stay_ms) {
  auto from = std::exchange(state_, next);
  reason_ = std::move(reason);
  since_ = now;
  until_ = now + from_ms(stay_ms);
  by_hand_ = probing_ = false;
  asked_ = 0;
  if (next == breaker_state::closed)
    failures_.clear(); // what it was opened for is over
  return {from, next, reason_};
}

circuit_breaker::change circuit_breaker::failure(time_point now) {
  failures_.add(now);
  if (state_ == breaker_state::half_open)
    return enter(breaker_state::open, "failed again while half-open", now, reopen_ms_);
  auto count = failures_.count(now);
  if (state_ == breaker_state::open || count <= limit_)
    return std::nullopt;
  return trip(std::to_string(count) + " failures within "
                  + std::to_string(static_cast<long long>(window_ms_ / 1'000)) + " s",
              now);
}

circuit_breaker::change circuit_breaker::trip(std::string reason, time_point now) {
  if (state_ == breaker_state::open)
    return std::nullopt;
  auto again = state_ == breaker_state::half_open;
  return enter(breaker_state::open, std::move(reason), now, again ? reopen_ms_ : open_ms_);
}

bool circuit_breaker::admit() {
  if (state_ == breaker_state::closed
      || (state_ == breaker_state::half_open && asked_++ % let_every_ == 0))
    return true;
  ++turned_away_;
  return false;
}

bool circuit_breaker::wants_probe(time_point now) const {
  return state_ == breaker_state::open && !by_hand_ && !probing_ && now >= until_;
}

void circuit_breaker::probe_sent(time_point now, duration links) {
  if (!wants_probe(now))
    return;
  probing_ = true;
  until_ = now + from_ms(probe_timeout_ms_) + links;
}

circuit_breaker::change circuit_breaker::probed(bool good, time_point now) {
  if (!std::exchange(probing_, false))
    return std::nullopt;
  if (good)
    return enter(breaker_state::half_open, "a probe was answered", now, watch_ms_);
  until_ = now + from_ms(reopen_ms_);
  return std::nullopt;
}

circuit_breaker::change circuit_breaker::due(time_point now) {
  if (now < until_)
    return std::nullopt;
  if (probing_)
    return probed(false, now);
  if (state_ == breaker_state::half_open)
    return enter(breaker_state::closed, "no failure while half-open", now, 0);
  return std::nullopt;
}

std::optional<time_point> circuit_breaker::next_due() const {
  if (state_ == breaker_state::closed || by_hand_)
    return std::nullopt;
  return until_;
}

circuit_breaker::change circuit_breaker::force_open(std::string reason, time_point now) {
  if (by_hand_ && reason == reason_)
    return std::nullopt;
  auto entered = enter(breaker_state::open, std::move(reason), now, 0);
  by_hand_ = true;
  return entered;
}

circuit_breaker::change circuit_breaker::force_close(std::string reason, time_point now) {
  auto entered = enter(breaker_state::closed, std::move(reason), now, 0);
  return entered.from == breaker_state::closed ? std::nullopt : std::optional(entered);
}

circuit circuit_of(const scope& where, const circuit_breaker& breaker) {
  return {where, breaker.state(), breaker.reason(), breaker.by_hand()};
}

} // namespace mesh
