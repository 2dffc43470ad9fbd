#include "actors/coordination/drifting.hpp"

#include <algorithm>

namespace mesh {

std::size_t drifting_clusters(const registry& agents) {
  constexpr double much = 0.1;
  std::size_t drifting = 0;
  agents.read().each_page({}, [&](const cluster_page& page) {
    auto unstable = std::ranges::count_if(page.rows, [](const agent_row& row) {
      return row.standing == membership::member && row.flags.unstable;
    });
    drifting += static_cast<double>(unstable) > much * page.summary.agents ? 1 : 0;
  });
  return drifting;
}

} // namespace mesh
