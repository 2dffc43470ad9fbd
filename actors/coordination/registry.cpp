#include "actors/coordination/registry.hpp"

#include <algorithm>

#include "actors/coordination/summarise.hpp"

namespace mesh {

registry::registry(int sectors, int clusters_per_sector)
    : sectors_(static_cast<std::size_t>(sectors)),
      clusters_per_sector_(static_cast<std::size_t>(clusters_per_sector)),
      cells_(sectors_ * clusters_per_sector_) {}

void registry::publish(cluster_id cluster, std::unique_ptr<const cluster_page> page) {
  cells_.at(index_of(cluster)).replace(std::move(page), epochs_);
}

void registry::take_offline(cluster_id cluster, time_point now) {
  std::unique_ptr<cluster_page> page;
  if (const auto seen = read(); const auto* last = seen.page(cluster))
    page = std::make_unique<cluster_page>(*last);
  if (!page)
    return; // nobody was ever seen there
  page->published_at = now;
  page->summary.active = 0;
  page->longest_lead_ms = {};
  for (auto& row : page->rows)
    row.state = agent_state::offline;
  publish(cluster, std::move(page));
}

const cluster_page* registry::reader::page(cluster_id cluster) const {
  if (cluster.sector >= of_->sectors_ || cluster.cluster >= of_->clusters_per_sector_)
    return nullptr;
  return of_->cells_[of_->index_of(cluster)].get(guard_);
}

const agent_row* registry::reader::find(agent_id agent) const {
  const auto* found = page(agent.parent());
  if (found == nullptr || agent.agent >= found->rows.size())
    return nullptr;
  return &found->rows[agent.agent];
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

std::uint32_t count_frozen(const registry& agents) {
  std::uint32_t count = 0;
  agents.read().each_page({}, [&](const cluster_page& page) {
    for (const auto& row : page.rows)
      count += row.frozen ? 1 : 0;
  });
  return count;
}

std::optional<sector_summary> summarise(const registry& agents, sector_id sector) {
  std::vector<cluster_summary> lines;
  agents.read().each_page(sector,
                          [&](const cluster_page& page) { lines.push_back(page.summary); });
  return summarise(sector, lines);
}

namespace {

/// How many agents a sector has, and how many of them are active.
struct sector_count {
  std::uint32_t agents = 0;
  std::uint32_t active = 0;
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

mesh_summary summarise(const registry& agents, double healthy_share) {
  mesh_summary summary;
  sector_counts sectors{};
  std::vector<float> scores;
  agents.read().each_page({}, [&](const cluster_page& page) {
    sectors[page.summary.cluster.sector].add(page.summary);
    ++summary.clusters;
    summary.mean_score += page.summary.mean_score * page.summary.agents;
    for (const auto& row : page.rows) {
      scores.push_back(row.score);
      summary.quarantined += row.state == agent_state::quarantined ? 1 : 0;
    }
  });
  for (const auto& sector : sectors) {
    if (sector.agents == 0)
      continue;
    ++summary.sectors;
    summary.agents += sector.agents;
    summary.active += sector.active;
    summary.sectors_healthy += sector.healthy(healthy_share) ? 1 : 0;
  }
  if (!scores.empty()) {
    summary.mean_score /= static_cast<double>(scores.size());
    auto p95 = scores.begin() + static_cast<std::ptrdiff_t>(0.95 * double(scores.size() - 1));
    std::nth_element(scores.begin(), p95, scores.end());
    summary.p95_score = *p95;
  }
  return summary;
}

} // namespace mesh
