#pragma once
#include <chrono>
#include <cstdint>
#include <vector>

/// The instruments of the benchmarks.
namespace mesh::bench {

/// Wall-clock time since it was made.
class stopwatch {
public:
  [[nodiscard]] double ms() const {
    return std::chrono::duration<double, std::milli>(clock::now() - start_).count();
  }
  [[nodiscard]] double s() const { return ms() / 1'000; }

private:
  using clock = std::chrono::steady_clock;
  clock::time_point start_ = clock::now();
};

/// CPU time of this process, all threads, since it was made.
class cpu_watch {
public:
  [[nodiscard]] double ms() const { return cpu_ms() - start_ms_; }

private:
  [[nodiscard]] static double cpu_ms();
  double start_ms_ = cpu_ms();
};

/// Resident memory of this process.
std::uint64_t rss_bytes();

/// The smallest sample that a share `q` (0 to 1) of the samples does not
/// exceed; 0 when there are none.
double quantile(std::vector<double> samples, double q);
inline double median(std::vector<double> samples) {
  return quantile(std::move(samples), 0.5);
}

/// p50 and p95 of each of several runs; the medians of those are reported.
class repeated_samples {
public:
  void add(const std::vector<double>& run);
  [[nodiscard]] double p50() const { return median(p50s_); }
  [[nodiscard]] double p95() const { return median(p95s_); }
  /// How many times as slow as `floor`, run by run: the median.
  [[nodiscard]] double ratio_to(const repeated_samples& floor) const;

private:
  std::vector<double> p50s_;
  std::vector<double> p95s_;
};

/// The median of the ratios of runs that were made side by side.
double median_ratio(const std::vector<double>& mine, const std::vector<double>& floor);

} // namespace mesh::bench
