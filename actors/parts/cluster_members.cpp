#include "actors/parts/cluster_members.hpp"

#include <algorithm>

#include "actors/coordination/horizon.hpp"

namespace mesh {

known_agent& cluster_members::put(known_agent who) {
  auto slot = who.row.id.agent;
  while (!has(slot))
    all_.emplace_back(agent_id{cluster_.sector, cluster_.cluster, size()});
  return all_[slot] = std::move(who);
}

void cluster_members::free(std::uint8_t slot) {
  all_[slot] = known_agent(all_[slot].row.id);
}

cluster_summary cluster_members::summary() const {
  cluster_summary s;
  s.cluster = cluster_;
  std::vector<std::pair<float, agent_id>> scores;
  for (const auto& c : all_) {
    if (c.row.standing != membership::member)
      continue;
    ++s.agents;
    // D1 is about health: who is slower than usual serves all the same.
    s.active +=
        c.row.state == agent_state::active || c.row.state == agent_state::degraded ? 1 : 0;
    s.mean_score += c.row.score;
    scores.emplace_back(c.row.score, c.row.id);
  }
  if (scores.empty())
    return s;
  std::sort(scores.begin(), scores.end());
  s.mean_score /= static_cast<double>(scores.size());
  s.p95_score = scores[static_cast<std::size_t>(0.95 * double(scores.size() - 1))].first;
  s.fastest = scores.front().second;
  s.slowest = scores.back().second;
  return s;
}

std::unique_ptr<cluster_page> cluster_members::page(time_point now, bool turned_away,
                                                    const config& cfg) {
  auto page = std::make_unique<cluster_page>();
  page->summary = summary();
  page->published_at = now;
  page->turned_away = turned_away;
  page->rows.reserve(all_.size());
  for (auto& c : all_) {
    if (c.row.standing == membership::absent)
      continue;
    c.write_reliability(now);
    page->rows.push_back(c.row);
  }
  page->longest_lead_ms = longest_lead_times(page->rows, cfg);
  return page;
}

} // namespace mesh
