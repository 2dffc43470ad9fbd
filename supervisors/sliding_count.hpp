#pragma once
#include <array>
#include <cstdint>

#include "messages/vocabulary.hpp"

namespace mesh {

/// The number of recent events. Kept in a dozen slices of the window,
/// so that its size does not depend on how much happens: what is counted falls
/// out when its slice does, at most a twelfth of the window early.
class sliding_count {
public:
  explicit sliding_count(double window_ms);
  void add(time_point now, std::uint32_t many = 1);
  [[nodiscard]] std::uint32_t count(time_point now) const;
  void clear() { slices_ = {}; }

private:
  struct slice {
    std::uint32_t count = 0;
    std::int64_t when = 0; // number of the slice since the clock's zero
  };
  [[nodiscard]] std::int64_t slice_of(time_point now) const;

  duration width_;
  std::array<slice, 12> slices_{};
};

} // namespace mesh
