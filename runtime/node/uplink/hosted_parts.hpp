#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include <caf/actor.hpp>
#include <caf/actor_cast.hpp>

#include "messages/interfaces.hpp"
#include "runtime/placement/held_part.hpp"

namespace mesh::node {

/// A sector, or a cluster that is detached from its sector (T1), as this node holds it.
struct hosted_part {
  std::uint64_t epoch = 0;
  std::vector<cluster_id> detached; // of a sector: its clusters that are not given with it
  sector_supervisor_actor supervisor;
  sector_coordinator_actor coordinator; // none: down at present
  cluster_supervisor_actor cluster_supervisor;
  cluster_lead_actor lead; // none: down at present
  bool begun = false;      // its supervisor was asked for
  bool dropping = false;
  std::optional<time_point> drains_until = {}; // then it is dropped, whatever goes on
  std::set<agent_id> idle = {};                // of one that drains
  bool paused = false;
  bool paused_once = false;
  std::vector<scope> frozen = {}; // by an operator

  [[nodiscard]] bool up() const { return coordinator || lead; }
  [[nodiscard]] bool is_detached(cluster_id cluster) const {
    return std::ranges::find(detached, cluster) != detached.end();
  }
  /// Its coordinator or its lead; null while it is down.
  [[nodiscard]] caf::actor parent() const {
    return coordinator ? caf::actor_cast<caf::actor>(coordinator)
                       : caf::actor_cast<caf::actor>(lead);
  }
  /// Null before it has begun, and when it was given up.
  [[nodiscard]] caf::actor supervised_by() const {
    return supervisor ? caf::actor_cast<caf::actor>(supervisor)
                      : caf::actor_cast<caf::actor>(cluster_supervisor);
  }
};

/// All that this node holds, with what it was told of each part.
using hosted_parts = std::map<placed_part, hosted_part>;

} // namespace mesh::node
