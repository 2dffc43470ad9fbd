// What was asked of hosts and came back, and who is turned away because a host loses
// too much of it (B1-B3).
#include <algorithm>

#include <spdlog/spdlog.h>

#include "actors/coordination/bounds_of.hpp"
#include "actors/coordination/collector.hpp"
#include "actors/coordination/impedance.hpp"
#include "messages/codec.hpp"
#include "messages/link_bodies.hpp"
#include "runtime/node/hub/hub.hpp"

namespace mesh::node {

/// The agents that an order means in a sector, those apart from it excepted.
std::vector<agent_id> hub_state::meant(const scatter_order& order, sector_id sector) const {
  std::vector<agent_id> agents;
  const auto& who = setup_.around->who;
  const auto here = [&](agent_id id) {
    return !table_->part_of(id.parent()).is_cluster();
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
std::uint32_t hub_state::answer_in_time(const std::vector<agent_id>& agents,
                                        const link_scatter& s) const {
  const auto& around = *setup_.around;
  const auto moment = now();
  auto available_ms = to_ms(s.order.arrive.local(around.process, moment) - moment);
  if (!s.order.scheduled)
    available_ms += to_ms(s.order.window);
  auto rows = around.agents.read();
  return static_cast<std::uint32_t>(std::ranges::count_if(agents, [&](agent_id id) {
    const auto* row = rows.find(id);
    return row != nullptr
           && estimate_arrival(row->as_impedance(), s.what->payload_weight, cfg().impedance)
                      .lead_time_ms()
                  <= available_ms;
  }));
}

/// An order of the orchestrator on its way to a sector. False: its host's breaker is
/// open, and the orchestrator has been told who was turned away.
bool hub_state::may_ask(const peer& p, const link_entry& e) {
  link_scatter s;
  if (!decode(e.body, s) || s.order.depth != reach::agents)
    return true;
  const auto& around = *setup_.around;
  const auto moment = now();
  const auto sector = e.where.sector();
  const auto agents = meant(s.order, sector);
  constexpr double levels = 2; // a lead and a coordinator, that wait for those below
  const auto until = s.order.arrive.local(around.process, moment) + s.order.window
                     + from_ms(levels * cfg().coordination.level_margin_ms);
  if (returns_->asked({p.name, s.order.gather, sector.sector}, answer_in_time(agents, s), until,
                      moment))
    return true;
  gather_summary refused;
  refused.gather = s.order.gather;
  refused.from = sector;
  refused.sectors = 1;
  for (auto agent : agents) {
    ++refused.targets;
    ++refused.refused;
    ++around.counters.turned_away;
    refused.add_exception(exception_kind::refused, errc::breaker_open,
                          "the breaker of host " + p.name
                              + " is open: " + returns_->of(p.name, moment).reason,
                          agent, bounds_of(cfg().limits));
  }
  if (auto root = setup_.root())
    self_->send(root, wire<gather_summary>(std::move(refused)));
  return false;
}

/// A sector's part of a gather is here. Whatever an agent has said, its host was there.
void hub_state::note_return(const peer& p, const link_entry& e) {
  gather_summary s;
  if (e.where.kind() == scope::level::sector && decode(e.body, s))
    returns_->returned({p.name, s.gather, e.where.sector().sector},
                       s.ready + s.conflict + s.refused, now());
}

/// B3: whoever chooses agents is to see that nobody on this host may be chosen. Pages
/// that come from it say so, too, for as long as its breaker is open.
void hub_state::turn_away(const std::string& host) {
  auto& agents = setup_.around->agents;
  std::vector<cluster_page> pages;
  agents.read().each_page({}, [&](const cluster_page& page) {
    if (table_->holder(table_->part_of(page.summary.cluster)) == host && !page.turned_away)
      pages.push_back(page);
  });
  for (auto& page : pages) {
    page.turned_away = true;
    const auto cluster = page.summary.cluster;
    agents.publish(cluster, std::make_unique<cluster_page>(std::move(page)));
  }
}

void hub_state::judge_hosts() {
  for (const auto& [host, change] : returns_->due(now())) {
    spdlog::warn("the breaker of host {} is {}: {}", host, to_string(change.to), change.reason);
    if (change.to != circuit_state::open)
      continue;
    ++setup_.around->counters.breakers_opened;
    turn_away(host);
  }
}

} // namespace mesh::node
