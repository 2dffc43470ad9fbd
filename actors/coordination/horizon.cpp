#include "actors/coordination/horizon.hpp"

#include <algorithm>

#include "actors/coordination/impedance.hpp"

namespace mesh {

namespace {

bool within(const agent_row& row, double weight, const config& cfg, double& lead_ms) {
  if (row.state == agent_state::offline || row.state == agent_state::quarantined || row.frozen
      || row.standing != membership::member || row.holds.overdue)
    return false;
  lead_ms = estimate_arrival(row.as_impedance(), weight, cfg.impedance).lead_time_ms();
  return lead_ms <= cfg.coordination.max_horizon_ms;
}

double longest_of(const std::array<float, 6>& lead_ms, std::optional<agent_class> cls) {
  return cls ? lead_ms[static_cast<std::size_t>(*cls)]
             : *std::max_element(lead_ms.begin(), lead_ms.end());
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

double way_down_ms(std::size_t agents, const coordination_config& cfg) {
  constexpr double us_per_ms = 1'000;
  auto more = std::max(0.0, static_cast<double>(agents) - cfg.horizon_agents);
  return cfg.horizon_margin_ms + more * cfg.horizon_agent_us / us_per_ms;
}

double choose_horizon_ms(const registry& agents, const scatter_order& order,
                         double payload_weight, const config& cfg) {
  double longest = 0;
  double lead_ms = 0;
  std::size_t concerned = order.targets.size();
  auto reader = agents.read();
  auto consider = [&](const agent_row& row) {
    if ((!order.cls || *order.cls == row.cls) && within(row, payload_weight, cfg, lead_ms))
      longest = std::max(longest, lead_ms);
  };
  for (const auto& t : order.targets)
    if (const auto* row = reader.find(t.agent))
      consider(*row);
  if (order.targets.empty()) {
    // A page's own figures hold for an ordinary message to the whole cluster.
    auto each_row = payload_weight > 0 || order.where.kind() == scope::level::agent;
    auto consider_rows = [&](const cluster_page& page) {
      for (const auto& row : page.rows)
        if (order.where.contains(row.id))
          consider(row);
    };
    reader.each_page(order.where, [&](const cluster_page& page) {
      concerned += page.rows.size();
      if (!each_row)
        longest = std::max(longest, longest_of(page.longest_lead_ms, order.cls));
      else
        consider_rows(page);
    });
  }
  return longest + way_down_ms(concerned, cfg.coordination);
}

} // namespace mesh
