#include "actors/coordination/horizon.hpp"

#include <algorithm>

#include "actors/coordination/impedance.hpp"

namespace mesh {

namespace {

bool within(const agent_row& row, double weight, const config& cfg, double& lead_ms) {
  if (row.state == agent_state::offline || row.state == agent_state::quarantined)
    return false;
  lead_ms = estimate_arrival(row.as_impedance(), weight, cfg.impedance).lead_time_ms();
  return lead_ms <= cfg.coordination.max_horizon_ms;
}

} // namespace

std::array<float, 6> longest_lead_times(const std::vector<agent_row>& rows, const config& cfg) {
  std::array<float, 6> longest{};
  double lead_ms = 0;
  for (const auto& row : rows)
    if (within(row, 0, cfg, lead_ms)) {
      auto& mine = longest[static_cast<std::size_t>(row.cls)];
      mine = std::max(mine, static_cast<float>(lead_ms));
    }
  return longest;
}

double choose_horizon_ms(const registry& agents, const scatter_order& order,
                         double payload_weight, const config& cfg) {
  double longest = 0;
  double lead_ms = 0;
  auto reader = agents.read();
  auto consider = [&](const agent_row& row) {
    if ((!order.cls || *order.cls == row.cls) && within(row, payload_weight, cfg, lead_ms))
      longest = std::max(longest, lead_ms);
  };
  if (!order.targets.empty()) {
    for (const auto& t : order.targets)
      if (const auto* row = reader.find(t.agent))
        consider(*row);
  } else {
    reader.each_page(order.where, [&](const cluster_page& page) {
      if (payload_weight > 0 || order.where.kind() == scope::level::agent) {
        for (const auto& row : page.rows)
          if (order.where.contains(row.id))
            consider(row);
        return;
      }
      for (auto cls : all_classes)
        if (!order.cls || *order.cls == cls)
          longest =
              std::max<double>(longest, page.longest_lead_ms[static_cast<std::size_t>(cls)]);
    });
  }
  return longest + cfg.coordination.horizon_margin_ms;
}

} // namespace mesh
