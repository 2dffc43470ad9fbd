#pragma once
#include <cstdint>
#include <vector>

#include "actors/coordination/agent_row.hpp"

namespace mesh {
class registry;
}

/// O1: the mesh as dashboards draw it; pure. docs/reference/live.md has the layout.
namespace mesh::live {

/// One agent as a map shows it: eight bytes, in the order in which they travel.
struct cell {
  std::uint8_t sector = 0;
  std::uint8_t cluster = 0;
  std::uint8_t agent = 0;
  std::uint8_t look = 0;  // bits 0-2 state, 3-5 class, 6-7 membership
  std::uint8_t score = 0; // a quarter of the score; 255: 1,020 and more
  std::uint8_t drift = 0; // in hundredths, 255: 2.55 and more
  std::uint8_t queue = 0; // 255: so many and more
  std::uint8_t marks = 0; // bits 0 slow, 1 unstable, 2 spike, 3 overdue, 4 frozen
  bool operator==(const cell&) const = default;
  [[nodiscard]] agent_id id() const { return {sector, cluster, agent}; }
};
static_assert(sizeof(cell) == 8);

cell cell_of(const agent_row& row);

/// Those who are there, in the order of their ids.
using cells = std::vector<cell>;
cells cells_of(const registry& agents);

/// The agents of each state, of members only: as `status` counts them.
struct cell_counts {
  std::uint32_t members = 0;
  std::uint32_t active = 0; // and degraded: slower than usual, and serving
  std::uint32_t degraded = 0;
  std::uint32_t offline = 0;
  std::uint32_t quarantined = 0;
  std::uint32_t suspect = 0;
  std::uint32_t frozen = 0;
  bool operator==(const cell_counts&) const = default;
};
cell_counts count(const cells& all);

} // namespace mesh::live
