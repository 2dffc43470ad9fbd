#include "actors/coordination/agents_meant.hpp"

#include "actors/coordination/collector.hpp"

namespace mesh {

std::vector<agent_id> agents_meant(const scatter_order& order, const message& what,
                                   const scope& where, const roster& who) {
  std::vector<agent_id> agents;
  if (!order.targets.empty()) {
    for (const auto& t : targets_in(order, where))
      agents.push_back(t.agent);
    return agents;
  }
  const auto needed = who.capabilities().resolve(what.required_capabilities);
  for (auto id : who.in(where)) {
    const auto identity = who.identity(id);
    if (order.where.contains(id) && who.of(id) == membership::member
        && (!order.cls || identity.cls == *order.cls)
        && (!needed || identity.capabilities.includes(*needed)))
      agents.push_back(id);
  }
  return agents;
}

std::vector<agent_id> one_of_each_unit(reach depth, const scope& where, const roster& who) {
  const auto sector = where.sector();
  if (where.kind() != scope::level::sector)
    return {{sector.sector, where.cluster().cluster, 0}};
  std::vector<agent_id> units;
  const auto clusters = depth == reach::leads ? who.clusters(sector) : 1;
  for (int c = 0; c < clusters; ++c)
    units.push_back({sector.sector, static_cast<std::uint8_t>(c), 0});
  return units;
}

} // namespace mesh
