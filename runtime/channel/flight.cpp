#include "runtime/channel/flight.hpp"

#include <algorithm>

namespace mesh {

flight::flight(const links_config& cfg)
    : most_(std::max(static_cast<std::size_t>(cfg.bytes), least)),
      allowed_(from_ms(cfg.in_flight_ms)) {}

void flight::sent(std::size_t bytes, time_point now) {
  parts_.push_back({stamp(now), bytes});
  on_its_way_ += bytes;
}

/// The quickest of the last spans, for under load even small batches are kept back. Where
/// the way itself takes longer than this allows less goes than could.
duration flight::own_delay(duration round_trip, time_point now) {
  if (!measured_ || now >= span_began_ + span) {
    quickest_ = {measured_ ? quickest_[1] : round_trip, round_trip};
    span_began_ = now;
    measured_ = true;
  }
  quickest_[1] = std::min(quickest_[1], round_trip);
  return std::min({quickest_[0], quickest_[1], 2 * allowed_});
}

bool flight::reached(time_point sent, duration round_trip, time_point now) {
  std::size_t arrived = 0;
  time_point newest;
  for (; !parts_.empty() && parts_.front().at <= sent; parts_.pop_front()) {
    arrived += parts_.front().bytes;
    newest = parts_.front().at;
  }
  if (arrived == 0)
    return false;
  on_its_way_ -= arrived;
  const auto queued = now - newest - own_delay(round_trip, now);
  if (queued > allowed_) {
    if (newest >= narrowed_) {
      const auto share = std::max(0.5, to_ms(allowed_) / to_ms(queued));
      window_ = std::max(least, static_cast<std::size_t>(static_cast<double>(window_) * share));
      narrowed_ = now;
    }
  } else if (full_) {
    window_ = std::min(most_, window_ + (queued < allowed_ / 2 ? arrived : arrived / 8));
  }
  full_ = false;
  return true;
}

void flight::clear() {
  parts_.clear();
  on_its_way_ = 0;
  full_ = false;
}

void flight::lost() {
  window_ = std::max(least, window_ / 2);
  clear();
}

} // namespace mesh
