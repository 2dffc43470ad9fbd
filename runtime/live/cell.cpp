#include "runtime/live/cell.hpp"

#include <algorithm>

#include "actors/coordination/registry.hpp"

namespace mesh::live {

namespace {

constexpr double score_step = 4;
constexpr double drift_step = 0.01;

std::uint8_t in_steps(double value, double step) {
  return static_cast<std::uint8_t>(std::clamp(value / step, 0.0, 255.0));
}

std::uint8_t marks_of(const agent_row& row) {
  return static_cast<std::uint8_t>((row.flags.slow ? 1 : 0) | (row.flags.unstable ? 2 : 0)
                                   | (row.flags.spike ? 4 : 0) | (row.holds.overdue ? 8 : 0)
                                   | (row.frozen ? 16 : 0));
}

} // namespace

cell cell_of(const agent_row& row) {
  const auto look = static_cast<unsigned>(row.state) | static_cast<unsigned>(row.cls) << 3U
                    | static_cast<unsigned>(row.standing) << 6U;
  return {row.id.sector,
          row.id.cluster,
          row.id.agent,
          static_cast<std::uint8_t>(look),
          in_steps(row.score, score_step),
          in_steps(row.drift, drift_step),
          in_steps(row.queue_depth, 1),
          marks_of(row)};
}

cells cells_of(const registry& agents) {
  cells all;
  const auto reader = agents.read();
  reader.each_page({}, [&](const cluster_page& page) {
    for (const auto& row : page.rows)
      if (row.standing != membership::absent)
        all.push_back(cell_of(row));
  });
  std::ranges::sort(all, {}, &cell::id);
  return all;
}

cell_counts count(const cells& all) {
  cell_counts counts;
  for (const auto& one : all) {
    counts.frozen += (one.marks & 16U) != 0 ? 1 : 0;
    if (static_cast<membership>(one.look >> 6U) != membership::member)
      continue;
    ++counts.members;
    const auto state = static_cast<agent_state>(one.look & 7U);
    counts.active += state == agent_state::active || state == agent_state::degraded ? 1 : 0;
    counts.degraded += state == agent_state::degraded ? 1 : 0;
    counts.offline += state == agent_state::offline ? 1 : 0;
    counts.quarantined += state == agent_state::quarantined ? 1 : 0;
    counts.suspect += state == agent_state::suspect ? 1 : 0;
  }
  return counts;
}

} // namespace mesh::live
