#pragma once
#include "actors/coordination/registry.hpp"

namespace mesh {

/// R1: clusters of which more than a tenth of the agents are unstable (Z6): who
/// sends there cannot foresee when it arrives.
std::size_t drifting_clusters(const registry& agents);

} // namespace mesh
