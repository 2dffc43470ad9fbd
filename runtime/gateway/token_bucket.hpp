#pragma once
#include <algorithm>

#include "messages/vocabulary.hpp"

namespace mesh::gateway {

/// So many a second on average, and some seconds' worth of them at once. Pure.
class token_bucket {
public:
  token_bucket(double per_s, double burst_s, time_point now)
      : per_s_(per_s), most_(std::max(1.0, per_s * burst_s)), left_(most_), at_(now) {}

  /// Whether this many may pass now; they are counted when they may.
  bool take(double many, time_point now) {
    left_ = std::min(most_, left_ + per_s_ * to_ms(std::max(duration(), now - at_)) / 1'000);
    at_ = std::max(at_, now);
    if (left_ < many)
      return false;
    left_ -= many;
    return true;
  }
  /// The time until this many may pass.
  [[nodiscard]] duration wait_for(double many) const {
    return from_ms(std::max(0.0, (many - left_) / per_s_ * 1'000));
  }

private:
  double per_s_;
  double most_;
  double left_;
  time_point at_;
};

} // namespace mesh::gateway
