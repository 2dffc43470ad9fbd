#pragma once
#include <array>
#include <cstdint>

namespace mesh::control {

/// Counts of durations, as a histogram of Prometheus shows them. Pure.
class duration_buckets {
public:
  /// Upper ends of all buckets but the last, which has none; seconds.
  static constexpr std::array bounds_s{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,  0.25,
                                       0.5,   1.0,    2.5,   5.0,  10.0,  30.0, 60.0, 300.0};

  void add(double seconds);

  /// Those that took at most `bounds_s[bound]`.
  [[nodiscard]] std::uint64_t up_to(std::size_t bound) const;
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] double sum_s() const { return sum_s_; }

private:
  std::array<std::uint64_t, bounds_s.size()> each_{};
  std::uint64_t count_ = 0;
  double sum_s_ = 0;
};

} // namespace mesh::control
