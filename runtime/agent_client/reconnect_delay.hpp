#pragma once
#include <algorithm>

#include "messages/vocabulary.hpp"

namespace mesh::agent_client {

/// The time to wait before a link is dialled again: 0.5 s, then twice that each time, to 30 s
/// at most, each varied by half; and never less than the mesh has asked for. Pure.
class reconnect_delay {
public:
  /// `random`: 0 to 1.
  duration next(double random) {
    constexpr double first_ms = 500;
    constexpr double most_ms = 30'000;
    base_ms_ = base_ms_ <= 0 ? first_ms : std::min(most_ms, 2 * base_ms_);
    const auto varied = base_ms_ * (0.5 + random);
    return from_ms(std::max(std::exchange(asked_ms_, 0), std::min(most_ms, varied)));
  }
  /// The mesh has said when to come back.
  void not_before(double ms) { asked_ms_ = std::max(asked_ms_, ms); }
  /// A link was good: the next loss begins anew.
  void reset() { base_ms_ = 0; }

private:
  double base_ms_ = 0;
  double asked_ms_ = 0;
};

} // namespace mesh::agent_client
