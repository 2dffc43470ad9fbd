#include "actors/chains/adaptive_regimen.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace mesh {

namespace {

/// Beyond what was seen the same longer wait costs less the longer it took already.
double when_nothing_like_it_was_seen(double waited_ms, const chains_config& cfg) {
  constexpr double share = 0.5;
  return std::max(cfg.look_floor_ms, waited_ms * share);
}

} // namespace

std::optional<double> adaptive_regimen::next_look_ms(double waited_ms,
                                                     const verification_history& seen,
                                                     const chains_config& cfg) const {
  auto all = seen.took_ms();
  auto still_possible = std::upper_bound(all.begin(), all.end(), waited_ms);
  auto ends = all.subspan(static_cast<std::size_t>(still_possible - all.begin()));
  if (ends.empty())
    return when_nothing_like_it_was_seen(waited_ms, cfg);

  // Verifications that end at or before a look have been waited for since they ended.
  std::array<double, verification_history::most + 1> cost{}; // of all looks after the i-th end
  std::array<std::size_t, verification_history::most> first{};
  const auto refuted = seen.refutation_rate();
  for (auto from = ends.size(); from-- > 0;) {
    cost[from] = std::numeric_limits<double>::infinity();
    auto worked_on_ms = 0.0;
    const auto looking = cfg.look_cost_ms * static_cast<double>(ends.size() - from);
    for (auto to = from; to < ends.size(); ++to) {
      if (to > from)
        worked_on_ms +=
            static_cast<double>(ends[to] - ends[to - 1]) * static_cast<double>(to - from);
      auto total = looking + refuted * worked_on_ms + cost[to + 1];
      if (total < cost[from]) {
        cost[from] = total;
        first[from] = to;
      }
    }
  }
  return static_cast<double>(ends[first[0]]) - waited_ms;
}

} // namespace mesh
