#include "tests/bench/measure.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <fstream>

#include <unistd.h>

namespace mesh::bench {

double cpu_watch::cpu_ms() {
  std::timespec used{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) * 1e3 + static_cast<double>(used.tv_nsec) / 1e6;
}

std::uint64_t rss_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  statm >> size >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

double quantile(std::vector<double> samples, double q) {
  if (samples.empty())
    return 0;
  auto rank = std::ceil(q * static_cast<double>(samples.size())) - 1;
  auto at = samples.begin() + std::max<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(rank));
  std::nth_element(samples.begin(), at, samples.end());
  return *at;
}

void repeated_samples::add(const std::vector<double>& run) {
  p50s_.push_back(quantile(run, 0.5));
  p95s_.push_back(quantile(run, 0.95));
}

double repeated_samples::ratio_to(const repeated_samples& floor) const {
  return median_ratio(p50s_, floor.p50s_);
}

double median_ratio(const std::vector<double>& mine, const std::vector<double>& floor) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < std::min(mine.size(), floor.size()); ++i)
    ratios.push_back(floor[i] > 0 ? mine[i] / floor[i] : 0);
  return median(ratios);
}

} // namespace mesh::bench
