#include "actors/coordination/growth.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

namespace mesh {

namespace {

class placing {
public:
  placing(cluster_sizes sizes, const scope& where, const growth_bounds& bounds)
      : sizes_(std::move(sizes)), where_(where), bounds_(bounds) {
    for (const auto& clusters : sizes_)
      agents_.push_back(std::accumulate(clusters.begin(), clusters.end(), 0));
  }

  /// Where the next ones go, and how many fit in there.
  std::optional<placement> next(int wanted) {
    auto found = best([this](sector_id s) { return with_room(s); });
    if (!found && where_.kind() != scope::level::cluster)
      found = best([this](sector_id s) { return new_one(s); });
    if (!found)
      return std::nullopt;
    auto& clusters = sizes_[found->sector];
    clusters.resize(std::max<std::size_t>(clusters.size(), found->cluster + std::size_t{1}));
    auto& size = clusters[found->cluster];
    auto agents = std::min(wanted, bounds_.agents_per_cluster - size);
    size += agents;
    agents_[found->sector] += agents;
    return placement{*found, agents};
  }

private:
  /// The result of `choose` in the sector with the fewest agents in which it finds
  /// anything.
  template <class Choose>
  std::optional<cluster_id> best(Choose choose) const {
    std::optional<cluster_id> chosen;
    for (std::size_t i = 0; i < sizes_.size(); ++i) {
      if (chosen && agents_[i] >= agents_[chosen->sector])
        continue;
      sector_id sector{static_cast<std::uint8_t>(i)};
      if (where_.touches(sector))
        if (auto found = choose(sector))
          chosen = found;
    }
    return chosen;
  }
  [[nodiscard]] std::optional<cluster_id> with_room(sector_id s) const {
    const auto& clusters = sizes_[s.sector];
    for (std::size_t i = 0; i < clusters.size(); ++i)
      if (cluster_id id{s.sector, static_cast<std::uint8_t>(i)};
          clusters[i] < bounds_.agents_per_cluster && where_.touches(id))
        return id;
    return std::nullopt;
  }
  [[nodiscard]] std::optional<cluster_id> new_one(sector_id s) const {
    auto clusters = sizes_[s.sector].size();
    if (clusters >= static_cast<std::size_t>(bounds_.clusters_per_sector))
      return std::nullopt;
    return cluster_id{s.sector, static_cast<std::uint8_t>(clusters)};
  }

  cluster_sizes sizes_;
  scope where_;
  growth_bounds bounds_;
  std::vector<int> agents_; // by sector
};

} // namespace

std::vector<placement> place_newcomers(cluster_sizes sizes, int wanted, const scope& where,
                                       const growth_bounds& bounds) {
  std::vector<placement> placements;
  placing places(std::move(sizes), where, bounds);
  while (wanted > 0) {
    auto next = places.next(wanted);
    if (!next)
      break;
    wanted -= next->agents;
    placements.push_back(*next);
  }
  return placements;
}

} // namespace mesh
