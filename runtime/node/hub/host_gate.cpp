#include "runtime/node/hub/host_gate.hpp"

#include <algorithm>
#include <memory>

#include <spdlog/spdlog.h>

#include "actors/coordination/bounds_of.hpp"
#include "actors/coordination/collector.hpp"
#include "actors/coordination/impedance.hpp"

namespace mesh::node {

/// In that sector, those detached from it excepted.
std::vector<agent_id> host_gate::targets_of(const scatter_order& order,
                                            sector_id sector) const {
  std::vector<agent_id> agents;
  const auto& who = around_.who;
  const auto here = [&](agent_id id) {
    return !table_.part_of(id.parent()).is_cluster();
  };
  for (const auto& t : targets_in(order, sector))
    if (here(t.agent))
      agents.push_back(t.agent);
  if (!order.targets.empty())
    return agents;
  for (auto id : who.in(sector))
    if (order.where.contains(id) && here(id) && who.of(id) == membership::member
        && (!order.cls || who.identity(id).cls == *order.cls))
      agents.push_back(id);
  return agents;
}

/// Of these as many as can answer in time, by what is known of them: others are
/// skipped or stragglers on the best host there is.
std::uint32_t host_gate::answer_in_time(const std::vector<agent_id>& agents,
                                        const message& what, const scatter_order& order) const {
  const auto moment = now_();
  auto available_ms = to_ms(order.arrive.local(around_.process, moment) - moment);
  if (!order.scheduled)
    available_ms += to_ms(order.window);
  auto rows = around_.agents.read();
  return static_cast<std::uint32_t>(std::ranges::count_if(agents, [&](agent_id id) {
    const auto* row = rows.find(id);
    return row != nullptr
           && estimate_arrival(row->as_impedance(), what.payload_weight, around_.cfg.impedance)
                      .lead_time_ms()
                  <= available_ms;
  }));
}

std::optional<gather_summary> host_gate::admit(const std::string& host, sector_id sector,
                                               const message& what,
                                               const scatter_order& order) {
  if (order.depth != reach::agents)
    return std::nullopt;
  const auto& cfg = around_.cfg;
  const auto moment = now_();
  const auto agents = targets_of(order, sector);
  constexpr double levels = 2; // a lead and a coordinator, that wait for those below
  const auto until = order.arrive.local(around_.process, moment) + order.window
                     + from_ms(levels * cfg.coordination.level_margin_ms);
  if (returns_.asked({host, order.gather, sector.sector}, answer_in_time(agents, what, order),
                     until, moment))
    return std::nullopt;
  gather_summary refused;
  refused.gather = order.gather;
  refused.from = sector;
  refused.sectors = 1;
  for (auto agent : agents) {
    ++refused.targets;
    ++refused.refused;
    ++around_.counters.turned_away;
    refused.add_exception(exception_kind::refused, errc::breaker_open,
                          "the breaker of host " + host
                              + " is open: " + returns_.of(host, moment).reason,
                          agent, bounds_of(cfg.limits));
  }
  return refused;
}

void host_gate::note_return(const std::string& host, const gather_summary& part) {
  if (part.from.kind() == scope::level::sector)
    returns_.returned({host, part.gather, part.from.sector().sector},
                      part.ready + part.conflict + part.refused, now_());
}

/// B3: whoever chooses agents is to see that nobody on this host may be chosen. Pages
/// that come from it say so, too, for as long as its breaker is open.
void host_gate::turn_away(const std::string& host) {
  auto& agents = around_.agents;
  std::vector<cluster_page> pages;
  agents.read().each_page({}, [&](const cluster_page& page) {
    if (table_.holder(table_.part_of(page.summary.cluster)) == host && !page.turned_away)
      pages.push_back(page);
  });
  for (auto& page : pages) {
    page.turned_away = true;
    const auto cluster = page.summary.cluster;
    agents.publish(cluster, std::make_unique<cluster_page>(std::move(page)));
  }
}

void host_gate::judge() {
  for (const auto& [host, change] : returns_.due(now_())) {
    spdlog::warn("the breaker of host {} is {}: {}", host, to_string(change.to), change.reason);
    if (change.to != circuit_state::open)
      continue;
    ++around_.counters.breakers_opened;
    turn_away(host);
  }
}

} // namespace mesh::node
