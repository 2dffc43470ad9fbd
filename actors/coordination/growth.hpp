#pragma once
#include <cstdint>
#include <vector>

#include "messages/ids.hpp"

namespace mesh {

/// T5: how many agents each cluster of each sector has, by sector and cluster.
using cluster_sizes = std::vector<std::vector<int>>;

/// So many newcomers go to this cluster, which may be a new one.
struct placement {
  cluster_id cluster;
  int agents = 0;
  bool operator==(const placement&) const = default;
};

/// The largest size of a mesh.
struct growth_bounds {
  int agents_per_cluster = 30;
  int clusters_per_sector = 100;
};

/// T5: where newcomers go. Clusters with room are filled first, then new ones
/// are made, each time in the sector that has the fewest agents; the lower id
/// where they are alike. Places fewer than `wanted` when all is full. Only in
/// `where`; a cluster by name is never made.
std::vector<placement> place_newcomers(cluster_sizes sizes, int wanted, const scope& where,
                                       const growth_bounds& bounds);

} // namespace mesh
