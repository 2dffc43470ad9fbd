#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace mesh {

/// The newest samples of one quantity (Z5: a ring of 100) and their median,
/// kept sorted so that reading the median costs nothing. Notices when the
/// quantity itself has changed, and then forgets what was before: a median
/// over 100 samples would otherwise need 50 more to follow.
///
/// The rules are those of a control chart: two samples in a row far outside
/// the usual spread that agree with each other, or ten in a row on one side
/// of the median.
class estimator {
public:
  explicit estimator(std::size_t capacity = 100);

  /// Adds a sample; not finite, negative or absurdly large (no float)
  /// ones are ignored.
  void add(double sample);
  /// Asks the processor to fetch the samples: they are needed soon, and those of
  /// 30,000 agents do not fit into its cache.
  void prefetch() const;
  [[nodiscard]] std::size_t size() const { return order_.size(); }
  [[nodiscard]] bool empty() const { return order_.empty(); }
  /// 0 when empty.
  [[nodiscard]] double median() const { return quantile(0.5); }
  /// Between the two nearest samples; `q` is cut to 0 to 1.
  [[nodiscard]] double quantile(double q) const;
  [[nodiscard]] double mean() const;
  [[nodiscard]] double variance() const; // population; 0 below two samples

private:
  [[nodiscard]] int side_of_usual(double sample, double median) const; // -1, 0 or +1
  /// The number of samples, this one included, tell of a change; 0 when none do.
  [[nodiscard]] std::size_t newest_to_keep(double sample);
  void insert(double sample);
  void add_to_sums(double sample);
  void keep_newest(std::size_t count);

  double sum_ = 0; // of the samples, and of their squares
  double squares_ = 0;
  std::vector<float> ring_;         // in order of arrival, from next_ on when full
  std::vector<std::uint8_t> order_; // positions in ring_, by value
  std::uint8_t capacity_;
  std::uint8_t next_ = 0;
  std::int8_t run_side_ = 0; // which side of the median the newest samples were
  std::uint8_t run_ = 0;     // and how many in a row
  std::int8_t far_side_ = 0; // the last sample was far outside, on this side
  float last_ = 0;
};

} // namespace mesh
