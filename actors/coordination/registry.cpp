#include "actors/coordination/registry.hpp"

#include <algorithm>
#include <cmath>

#include "actors/coordination/roster.hpp"
#include "actors/coordination/summarise.hpp"

namespace mesh {

registry::registry(int sectors)
    : sectors_(static_cast<std::size_t>(sectors)), cells_(sectors_ * max_children) {}

void registry::publish(cluster_id cluster, std::unique_ptr<const cluster_page> page) {
  cells_.at(index_of(cluster)).replace(std::move(page), epochs_);
}

template <class Change>
void registry::change(cluster_id cluster, time_point now, Change how) {
  std::unique_ptr<cluster_page> page;
  if (const auto seen = read(); const auto* last = seen.page(cluster))
    page = std::make_unique<cluster_page>(*last);
  if (!page)
    return; // nobody was ever seen there
  page->published_at = now;
  how(*page);
  const auto active = [](const agent_row& row) {
    return row.standing == membership::member
           && (row.state == agent_state::active || row.state == agent_state::degraded);
  };
  page->summary.active = static_cast<std::uint32_t>(std::ranges::count_if(page->rows, active));
  publish(cluster, std::move(page));
}

void registry::take_offline(cluster_id cluster, time_point now) {
  change(cluster, now, [](cluster_page& page) {
    page.before.clear();
    page.longest_lead_ms = {};
    for (auto& row : page.rows)
      row.state = agent_state::offline;
  });
}

void registry::suspect(cluster_id cluster, time_point now) {
  change(cluster, now, [](cluster_page& page) {
    if (!page.before.empty())
      return;
    for (auto& row : page.rows) {
      page.before.push_back(row.state);
      if (row.state == agent_state::active || row.state == agent_state::degraded)
        row.state = agent_state::suspect;
    }
  });
}

void registry::trust(cluster_id cluster, time_point now) {
  change(cluster, now, [](cluster_page& page) {
    for (std::size_t i = 0; i < page.before.size(); ++i)
      page.rows[i].state = page.before[i];
    page.before.clear();
  });
}

std::pair<std::size_t, std::size_t> registry::cells_of(const scope& where) const {
  auto begin = where.kind() == scope::level::all ? 0 : index_of({where.sector().sector, 0});
  auto size = cells_.size();
  if (where.kind() == scope::level::sector)
    size = max_children;
  if (where.kind() == scope::level::cluster || where.kind() == scope::level::agent) {
    begin = index_of(where.cluster());
    size = 1;
  }
  return {std::min(begin, cells_.size()), std::min(begin + size, cells_.size())};
}

const cluster_page* registry::reader::page(cluster_id cluster) const {
  if (cluster.sector >= of_->sectors_ || cluster.cluster >= max_children)
    return nullptr;
  return of_->cells_[of_->index_of(cluster)].get(guard_);
}

const agent_row* registry::reader::find(agent_id agent) const {
  const auto* found = page(agent.parent());
  if (found == nullptr)
    return nullptr;
  const auto& rows = found->rows; // in the order of slots, of which some may be free
  if (agent.agent < rows.size() && rows[agent.agent].id == agent)
    return &rows[agent.agent];
  auto row = std::ranges::lower_bound(rows, agent, {}, &agent_row::id);
  return row != rows.end() && row->id == agent ? &*row : nullptr;
}

std::vector<agent_row> best_of(const registry& agents, const scope& where, std::size_t wanted,
                               double score_limit, const routing_request& request,
                               const routing_rules& rules) {
  best_agents best(wanted, score_limit);
  auto reader = agents.read();
  reader.each_page(where, [&](const cluster_page& page) {
    for (const auto& row : page.rows)
      if (!page.turned_away && where.contains(row.id))
        best.offer(row, request, rules);
  });
  return best.take();
}

double round_trip_ms(const registry& agents, const scope& where, double share) {
  std::vector<double> trips;
  agents.read().each_page(where, [&](const cluster_page& page) {
    for (const auto& row : page.rows)
      if (row.state != agent_state::offline && where.contains(row.id))
        trips.push_back(row.latency_ms);
  });
  if (trips.empty())
    return 0;
  const auto last = static_cast<double>(trips.size() - 1);
  const auto at = trips.begin() + static_cast<std::ptrdiff_t>(std::ceil(share * last));
  std::ranges::nth_element(trips, at);
  return *at;
}

std::optional<sector_summary> summarise(const registry& agents, sector_id sector) {
  std::vector<cluster_summary> lines;
  agents.read().each_page(sector,
                          [&](const cluster_page& page) { lines.push_back(page.summary); });
  return summarise(sector, lines);
}

namespace {

/// The number of agents a sector has, and how many of them are active.
struct sector_count {
  std::uint32_t agents = 0;
  std::uint32_t active = 0;
  std::uint32_t reached = 0; // of whom one knows how they are
  void add(const cluster_summary& line) {
    agents += line.agents;
    active += line.active;
  }
  [[nodiscard]] bool healthy(double share) const { return active > share * agents; }
};
using sector_counts = std::array<sector_count, max_children>;

} // namespace

std::bitset<max_children> unhealthy_sectors(const registry& agents, double healthy_share) {
  sector_counts sectors{};
  agents.read().each_page({}, [&](const cluster_page& page) {
    sectors[page.summary.cluster.sector].add(page.summary);
  });
  std::bitset<max_children> unhealthy;
  for (std::size_t i = 0; i < sectors.size(); ++i)
    unhealthy.set(i, sectors[i].agents > 0 && !sectors[i].healthy(healthy_share));
  return unhealthy;
}

namespace {

void count_row(const agent_row& row, mesh_summary& summary, sector_count& sector,
               std::vector<float>& scores) {
  summary.joining += row.standing == membership::joining ? 1 : 0;
  summary.leaving += row.standing == membership::leaving ? 1 : 0;
  summary.frozen += row.frozen ? 1 : 0;
  if (row.standing != membership::member)
    return;
  scores.push_back(row.score);
  summary.degraded += row.state == agent_state::degraded ? 1 : 0;
  summary.overdue += row.holds.overdue ? 1 : 0;
  summary.quarantined += row.state == agent_state::quarantined ? 1 : 0;
  summary.suspect += row.state == agent_state::suspect ? 1 : 0;
  sector.reached +=
      row.state != agent_state::offline && row.state != agent_state::suspect ? 1 : 0;
}

/// `members`: of each sector; empty: as many as its pages name.
mesh_summary count_all(const registry& agents, const std::vector<std::uint32_t>& members,
                       double healthy_share) {
  mesh_summary summary;
  sector_counts sectors{};
  std::vector<float> scores;
  std::uint32_t listed = 0;
  agents.read().each_page({}, [&](const cluster_page& page) {
    auto& sector = sectors[page.summary.cluster.sector];
    sector.add(page.summary);
    ++summary.clusters;
    listed += page.summary.agents;
    summary.mean_score += page.summary.mean_score * page.summary.agents;
    for (const auto& row : page.rows)
      count_row(row, summary, sector, scores);
  });
  for (std::size_t i = 0; i < sectors.size(); ++i) {
    auto& sector = sectors[i];
    if (i < members.size())
      sector.agents = members[i];
    if (sector.agents == 0)
      continue;
    ++summary.sectors;
    summary.agents += sector.agents;
    summary.active += sector.active;
    summary.sectors_healthy += sector.healthy(healthy_share) ? 1 : 0;
    if (sector.reached == 0)
      summary.unserved.push_back({static_cast<std::uint8_t>(i)});
  }
  if (!scores.empty()) {
    summary.mean_score /= std::max<std::uint32_t>(1, listed);
    auto p95 = scores.begin() + static_cast<std::ptrdiff_t>(0.95 * double(scores.size() - 1));
    std::nth_element(scores.begin(), p95, scores.end());
    summary.p95_score = *p95;
  }
  return summary;
}

} // namespace

mesh_summary summarise(const registry& agents, double healthy_share) {
  return count_all(agents, {}, healthy_share);
}

mesh_summary summarise(const registry& agents, const roster& who, double healthy_share) {
  return count_all(agents, who.members(), healthy_share);
}

} // namespace mesh
