#pragma once
#include <cstdint>
#include <utility>
#include <vector>

namespace mesh {

/// A histogram of milliseconds, of either sign, that can be merged: buckets
/// grow by 2 %, so any quantile is right within 2 % (and within 0.01 ms near
/// zero). Thirty samples take thirty entries, a million at most some hundreds.
class sketch {
public:
  using entry = std::pair<std::int32_t, std::uint64_t>; // bucket, count
  /// Buckets are numbered from minus this to this. The outermost ones take
  /// everything from about eleven days on.
  static constexpr std::int32_t last_bucket = 1'280;

  /// A value that is not a number is not counted.
  void add(double ms, std::uint64_t count = 1);
  void merge(const sketch& other);
  /// The value below which a share `q` (0 to 1) of the samples lies; 0 when
  /// there are none.
  [[nodiscard]] double quantile(double q) const;
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] const std::vector<entry>& entries() const { return entries_; }
  /// Share of samples at or below `ms`; 1 when there are none.
  [[nodiscard]] double share_at_most(double ms) const;

  /// Entries in any order, with buckets from -last_bucket to last_bucket.
  static sketch from(std::vector<entry> entries);
  /// The value in the middle of a bucket.
  static double value_of(std::int32_t bucket);
  bool operator==(const sketch&) const = default;

private:
  std::vector<entry> entries_; // sorted by bucket
  std::uint64_t count_ = 0;
};

} // namespace mesh
