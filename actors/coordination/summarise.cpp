#include "actors/coordination/summarise.hpp"

#include <algorithm>
#include <tuple>

namespace mesh {

std::optional<sector_summary> summarise(sector_id sector,
                                        const std::vector<cluster_summary>& clusters) {
  if (clusters.empty())
    return std::nullopt;
  sector_summary s;
  s.sector = sector;
  for (const auto& c : clusters) {
    ++s.clusters;
    s.agents += c.agents;
    s.active += c.active;
    s.mean_score += c.mean_score * c.agents;
    s.p95_score = std::max(s.p95_score, c.p95_score);
  }
  s.mean_score /= std::max<std::uint32_t>(1, s.agents);
  auto peopled = clusters; // one that is empty is neither healthy nor sick
  if (s.agents > 0)
    std::erase_if(peopled, [](const auto& c) { return c.agents == 0; });
  auto [healthiest, sickest] =
      std::minmax_element(peopled.begin(), peopled.end(), [](const auto& a, const auto& b) {
        return std::tuple(a.agents - a.active, a.mean_score)
               < std::tuple(b.agents - b.active, b.mean_score);
      });
  s.healthiest = healthiest->cluster;
  s.sickest = sickest->cluster;
  return s;
}

} // namespace mesh
