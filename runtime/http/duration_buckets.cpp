#include "runtime/http/duration_buckets.hpp"

#include <algorithm>
#include <numeric>

namespace mesh::control {

void duration_buckets::add(double seconds) {
  const auto* const found = std::ranges::lower_bound(bounds_s, seconds);
  if (found != bounds_s.end())
    ++each_.at(static_cast<std::size_t>(found - bounds_s.begin()));
  ++count_;
  sum_s_ += seconds;
}

std::uint64_t duration_buckets::up_to(std::size_t bound) const {
  const auto* const end = each_.begin() + bound + 1;
  return std::accumulate(each_.begin(), end, std::uint64_t{0});
}

} // namespace mesh::control
