#pragma once
#include <optional>

#include "actors/coordination/registry.hpp"
#include "config/config.hpp"
#include "messages/scatter_order.hpp"

namespace mesh {

/// The distance of T so that everyone who can be reached within the
/// longest horizon is: the slowest of them decides, people do not. A large mesh takes
/// longer to be told. In ms.
double choose_horizon_ms(const registry& agents, const scatter_order& order,
                         double payload_weight, const config& cfg);

/// The time a message to so many agents may take down the tree; in ms.
double way_down_ms(std::size_t agents, const coordination_config& cfg);

/// The longest lead time per class of the rows, for cluster_page.
std::array<float, 6> longest_lead_times(const std::vector<agent_row>& rows, const config& cfg);

} // namespace mesh
