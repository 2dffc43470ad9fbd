#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>

namespace mesh {

/// Counts what happens to one actor so that an effect always has a later stamp
/// than its cause (K3). Stamps start at 1; 0 is nobody's.
class lamport_clock {
public:
  /// Something happens here: its stamp.
  std::uint64_t tick() { return seen(0); }
  /// A message with that stamp arrives: the stamp of its arrival.
  std::uint64_t seen(std::uint64_t stamp) {
    // A stamp from elsewhere may be anything; the clock never runs backwards.
    constexpr auto last = std::numeric_limits<std::uint64_t>::max() - 1;
    now_ = std::min(std::max(now_, stamp), last) + 1;
    return now_;
  }
  [[nodiscard]] std::uint64_t now() const { return now_; }

private:
  std::uint64_t now_ = 0;
};

} // namespace mesh
