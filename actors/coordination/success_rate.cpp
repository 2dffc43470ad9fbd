#include "actors/coordination/success_rate.hpp"

#include <limits>

namespace mesh {

std::uint32_t success_rate::slice_of(time_point now) {
  constexpr auto width = std::chrono::minutes(10);
  return static_cast<std::uint32_t>(now.time_since_epoch() / width);
}

void success_rate::add(bool success, time_point now) {
  auto when = slice_of(now);
  auto& mine = slices_[when % slices_.size()];
  if (mine.when != when)
    mine = {0, 0, when};
  if (mine.all == std::numeric_limits<std::uint16_t>::max()) { // keep the share
    mine.all /= 2;
    mine.good /= 2;
  }
  ++mine.all;
  mine.good = static_cast<std::uint16_t>(mine.good + (success ? 1 : 0));
}

double success_rate::rate(time_point now) const {
  auto newest = slice_of(now);
  std::uint32_t good = 0;
  std::uint32_t all = 0;
  for (const auto& s : slices_)
    if (s.all > 0 && newest - s.when < slices_.size()) {
      good += s.good;
      all += s.all;
    }
  return all == 0 ? 1.0 : double(good) / all;
}

} // namespace mesh
