#pragma once
#include "actors/parts/cluster_members.hpp"
#include "config/config.hpp"

namespace mesh::testing {

inline constexpr cluster_id tested_cluster{1, 2};

/// So many agents that are up, in slots 0, 1 ...
inline cluster_members cluster_of(int agents, const config& cfg, time_point heard = {}) {
  cluster_members members(tested_cluster);
  for (int i = 0; i < agents; ++i) {
    agent_identity who;
    who.id = {tested_cluster.sector, tested_cluster.cluster, static_cast<std::uint8_t>(i)};
    known_agent one(who, membership::member, cfg);
    one.meet(true, 0, heard);
    one.heard = heard;
    members.put(std::move(one));
  }
  return members;
}

} // namespace mesh::testing
