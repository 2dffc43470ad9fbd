#pragma once
#include <vector>

#include "actors/coordination/roster.hpp"
#include "messages/message.hpp"
#include "messages/scatter_order.hpp"

namespace mesh {

/// The agents an order means in one sector or cluster, as far as the roster knows:
/// those that it names, or else all members with the class and the capabilities.
std::vector<agent_id> agents_meant(const scatter_order& order, const message& what,
                                   const scope& where, const roster& who);

/// One agent for each that is to confirm an order in `where`: each cluster of a sector
/// for an order to leads, else the sector or cluster itself.
std::vector<agent_id> one_of_each_unit(reach depth, const scope& where, const roster& who);

} // namespace mesh
