#pragma once
#include <array>
#include <cstddef>
#include <span>

namespace mesh {

/// V5: what an agent has seen become of tasks that it left behind unverified: the newest 16.
class verification_history {
public:
  static constexpr std::size_t most = 16;

  /// After `took_ms` the task was verified, or refuted.
  void add(double took_ms, bool refuted);
  /// Milliseconds, sorted.
  [[nodiscard]] std::span<const float> took_ms() const { return {sorted_.data(), seen_}; }
  /// Probability of being refuted, from 0 to 1: as if one of ten before them had been.
  [[nodiscard]] double refutation_rate() const;

private:
  std::array<float, most> newest_{}; // in the order in which they came, round and round
  std::array<bool, most> refuted_{};
  std::array<float, most> sorted_{};
  std::size_t seen_ = 0; // of those kept
  std::size_t next_ = 0;
};

} // namespace mesh
