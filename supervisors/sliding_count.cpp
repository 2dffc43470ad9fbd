#include "supervisors/sliding_count.hpp"

#include <algorithm>
#include <limits>

namespace mesh {

sliding_count::sliding_count(double window_ms)
    : width_(std::max(duration(1), from_ms(window_ms) / 12)) {}

std::int64_t sliding_count::slice_of(time_point now) const {
  return now.time_since_epoch() / width_;
}

void sliding_count::add(time_point now, std::uint32_t many) {
  auto when = slice_of(now);
  auto& mine = slices_[static_cast<std::uint64_t>(when) % slices_.size()];
  if (mine.when != when)
    mine = {0, when};
  constexpr auto most = std::numeric_limits<std::uint32_t>::max() / 12; // all sum up
  mine.count += std::min(many, most - mine.count);
}

std::uint32_t sliding_count::count(time_point now) const {
  auto newest = slice_of(now);
  std::uint32_t sum = 0;
  for (const auto& s : slices_)
    if (newest - s.when < static_cast<std::int64_t>(slices_.size()))
      sum += s.count;
  return sum;
}

} // namespace mesh
