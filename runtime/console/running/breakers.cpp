#include "runtime/console/running/breakers.hpp"

#include <array>
#include <vector>

namespace mesh::console {

breaker_counts count_breakers(const std::vector<circuit>& not_closed) {
  std::array<std::size_t, 3> by_level{}; // global, sectors, clusters
  for (const auto& c : not_closed)
    ++by_level.at(static_cast<std::size_t>(c.where.kind()));
  return {by_level[0], by_level[1], by_level[2]};
}

} // namespace mesh::console
