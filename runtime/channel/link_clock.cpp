#include "runtime/channel/link_clock.hpp"

#include <algorithm>

namespace mesh {

std::int64_t link_clock::stamp(time_point now) {
  auto us = std::chrono::duration_cast<microseconds>(now.time_since_epoch()).count();
  return std::max<std::int64_t>(us, 1);
}

void link_clock::heard(const link_batch& b, time_point now) {
  if (b.stamp_us > peer_stamp_us_) {
    peer_stamp_us_ = b.stamp_us;
    peer_stamp_at_ = now;
  }
  const auto here_us = stamp(now);
  if (b.echo_us <= 0 || b.echo_us > here_us)
    return; // none yet, or none of ours
  echo_us_ = std::max(echo_us_, b.echo_us);
  const auto away_us = here_us - b.echo_us;
  if (b.held_us >= 0 && b.held_us <= away_us)
    learn(microseconds(away_us - b.held_us), now);
}

void link_clock::sign(link_batch& b, time_point now) const {
  b.stamp_us = stamp(now);
  b.echo_us = peer_stamp_us_;
  b.held_us = peer_stamp_us_ == 0 ? 0 : b.stamp_us - stamp(peer_stamp_at_);
}

std::optional<time_point> link_clock::reached_at() const {
  if (echo_us_ == 0)
    return std::nullopt;
  return time_point(microseconds(echo_us_));
}

void link_clock::learn(duration round_trip, time_point now) {
  ++samples_;
  if (used_ == 0 || now - span_began_ >= span) {
    last_ = used_ == 0 ? 0 : (last_ + 1) % spans;
    used_ = std::min(used_ + 1, spans);
    span_began_ = now;
    quickest_[last_] = round_trip;
  } else {
    quickest_[last_] = std::min(quickest_[last_], round_trip);
  }
  auto ordered = quickest_;
  auto quartile = ordered.begin() + static_cast<std::ptrdiff_t>((used_ - 1) / 4);
  std::nth_element(ordered.begin(), quartile,
                   ordered.begin() + static_cast<std::ptrdiff_t>(used_));
  one_way_ = *quartile / 2;
}

void link_clock::new_peer_session() {
  peer_stamp_us_ = 0;
  echo_us_ = 0;
}

} // namespace mesh
