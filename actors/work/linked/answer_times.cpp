#include "actors/work/linked/answer_times.hpp"

#include <algorithm>
#include <cmath>

namespace mesh {

answer_times split_answer_time(double seen_ms, double reported_ms, double link_ms) {
  // A link may well be slower for a moment than it was for a pulse, and a busy agent reads
  // its deliveries late.
  constexpr double slower = 4;
  constexpr double slack_ms = 50;
  const auto rest_ms = seen_ms - reported_ms;
  const auto possible = std::isfinite(reported_ms) && reported_ms >= 0 && rest_ms >= 0;
  if (possible && (link_ms <= 0 || rest_ms <= slower * link_ms + slack_ms))
    return {reported_ms, rest_ms, true};
  const auto way_ms = std::min(seen_ms, std::max(0.0, link_ms));
  return {seen_ms - way_ms, way_ms, false};
}

} // namespace mesh
