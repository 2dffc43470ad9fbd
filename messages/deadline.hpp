#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>

#include "messages/vocabulary.hpp"

namespace mesh {

/// Tells processes apart; chosen at random when a process starts.
using process_id = std::uint64_t;

/// A moment in the future that may travel between hosts. No wall clock is ever
/// compared with another one (S5): inside its own process the moment is exact,
/// elsewhere it is the time that was left when it was sent on, less what the
/// link is known to cost.
class deadline {
public:
  deadline() = default;
  deadline(process_id home, time_point at, time_point now)
      : home_(home), at_(at), left_(at - now) {}
  /// As read from the wire: only the time left is meaningful, also when it has
  /// come back to the process that set it.
  static deadline arrived(process_id home, duration left) {
    deadline result;
    result.home_ = home;
    result.left_ = left;
    return result;
  }

  /// For whoever received it: what it waited on its way and what the link costs
  /// is off the time left (S5). Nobody gets time back, what has passed stays
  /// passed, and what is left never goes beyond `longest_span`.
  [[nodiscard]] deadline arrived_after(duration on_the_way) const {
    auto spent = std::clamp(on_the_way, duration::zero(), longest_span);
    auto left = std::clamp(left_, -longest_span, longest_span) - spent;
    return arrived(home_, std::max(left, -longest_span));
  }

  /// The moment on the clock of process `here`.
  [[nodiscard]] time_point local(process_id here, time_point now,
                                 duration link_cost = {}) const {
    return at_ && home_ == here ? *at_ : now + left_ - link_cost;
  }
  [[nodiscard]] process_id home() const { return home_; }
  [[nodiscard]] duration left() const { return left_; }
  bool operator==(const deadline&) const = default;

private:
  process_id home_ = 0;
  std::optional<time_point> at_; // known in its own process only
  duration left_{};
};

} // namespace mesh
