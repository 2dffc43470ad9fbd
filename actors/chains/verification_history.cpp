#include "actors/chains/verification_history.hpp"

#include <algorithm>

namespace mesh {

void verification_history::add(double took_ms, bool refuted) {
  newest_[next_] = static_cast<float>(std::max(0.0, took_ms));
  refuted_[next_] = refuted;
  next_ = (next_ + 1) % most;
  seen_ = std::min(seen_ + 1, most);
  std::copy_n(newest_.begin(), seen_, sorted_.begin());
  std::sort(sorted_.begin(), sorted_.begin() + static_cast<std::ptrdiff_t>(seen_));
}

double verification_history::refutation_rate() const {
  constexpr double prior_refuted = 1;
  constexpr double prior_seen = 10;
  auto refuted =
      std::count(refuted_.begin(), refuted_.begin() + static_cast<std::ptrdiff_t>(seen_), true);
  return (static_cast<double>(refuted) + prior_refuted)
         / (static_cast<double>(seen_) + prior_seen);
}

} // namespace mesh
