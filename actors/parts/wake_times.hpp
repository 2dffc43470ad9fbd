#pragma once
#include <set>

#include "messages/vocabulary.hpp"

namespace mesh {

/// The moments at which an actor is going to be woken. Timers cannot be
/// cancelled, so one that waits for many things sets only the earliest timer,
/// and each moment's only once: without this, every short wait within a long
/// one would leave another timer behind.
class wake_times {
public:
  /// Whether a timer must be set for `when`, so as to be woken no later.
  [[nodiscard]] bool must_set(time_point when) {
    if (!pending_.empty() && *pending_.begin() <= when)
      return false; // that one comes first, and asks again
    pending_.insert(when);
    return true;
  }
  /// To be called on waking, before the next must_set().
  void woken(time_point now) { pending_.erase(pending_.begin(), pending_.upper_bound(now)); }
  [[nodiscard]] std::size_t pending() const { return pending_.size(); }

private:
  std::set<time_point> pending_;
};

} // namespace mesh
