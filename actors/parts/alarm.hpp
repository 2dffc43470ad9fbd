#pragma once
#include <functional>

#include "actors/parts/wake_times.hpp"

namespace mesh {

/// The clock and the timer of one part of an actor: `set` sends the actor a tick at a
/// moment, and the actor passes it on to the part. A timer cannot be cancelled, so the
/// part looks, each time it is woken, for what is due.
class alarm {
public:
  alarm(std::function<time_point()> now, std::function<void(time_point)> set)
      : now_(std::move(now)), set_(std::move(set)) {}

  [[nodiscard]] time_point now() const { return now_(); }
  /// The part is woken at `when`, or before and may ask again.
  void wake_at(time_point when) {
    if (times_.must_set(when))
      set_(when);
  }
  /// To be called on waking, before the next wake_at().
  void woken() { times_.woken(now_()); }

private:
  std::function<time_point()> now_;
  std::function<void(time_point)> set_;
  wake_times times_;
};

} // namespace mesh
