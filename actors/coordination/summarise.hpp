#pragma once
#include <optional>
#include <vector>

#include "messages/summaries.hpp"

namespace mesh {

/// Z7: a sector out of its clusters' lines; empty without any. The sickest
/// cluster is the one that answers least, then the slowest.
std::optional<sector_summary> summarise(sector_id sector,
                                        const std::vector<cluster_summary>& clusters);

} // namespace mesh
