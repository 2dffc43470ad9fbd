#pragma once
#include <array>
#include <cstdint>

#include "messages/vocabulary.hpp"

namespace mesh {

/// Z2: the success rate of the last hour, in six slices of ten minutes.
class success_rate {
public:
  void add(bool success, time_point now);
  /// 1 when nothing happened in the last hour.
  [[nodiscard]] double rate(time_point now) const;

private:
  struct slice {
    std::uint16_t good = 0;
    std::uint16_t all = 0;
    std::uint32_t when = 0; // number of the slice since the clock's zero
  };
  [[nodiscard]] static std::uint32_t slice_of(time_point now);
  std::array<slice, 6> slices_{};
};

} // namespace mesh
