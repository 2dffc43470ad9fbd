#pragma once
#include <vector>

#include "actors/supervision/branch_supervisor.hpp"
#include "actors/supervision/cluster_supervisor.hpp"

namespace mesh {

using sector_supervisor_self = sector_supervisor_actor::extend<caf::reacts_to<supervisor_tick>>;

struct sector_supervisor_setup {
  shared_plan plan;
  sector_id sector;
  mesh_supervisor_actor parent;
  orchestrator_actor orchestrator;
  std::vector<cluster_id> detached = {}; // on a node of their own (T1); plan.start_cluster
};

/// A coordinator, and the clusters that it leads.
struct sector_level {
  using self = sector_supervisor_self::pointer;
  using leader = sector_coordinator_actor;
  using unit_leader = cluster_lead_actor;
  using unit_supervisor = cluster_supervisor_actor;
  using unit_is = lead_is;
  using meet_leader = meet_coordinator;
  static cluster_id unit_of(const scope& sector, std::uint8_t number) {
    return {sector.sector().sector, number};
  }
  static std::uint8_t number_of(const scope& cluster) { return cluster.cluster().cluster; }
};

/// The supervisor of one sector, whichever node has it.
class sector_supervisor_state {
public:
  void begin(sector_supervisor_self::pointer self, sector_supervisor_setup setup);
  void meet(const orchestrator_actor& orchestrator);
  void join(const join_order& order);
  branch_supervisor<sector_level>& branch() { return branch_; }

private:
  cluster_supervisor_actor start(cluster_id cluster);
  [[nodiscard]] bool is_detached(cluster_id cluster) const;

  sector_supervisor_self::pointer self_ = nullptr;
  sector_supervisor_setup setup_;
  branch_supervisor<sector_level> branch_;
};

sector_supervisor_self::behavior_type
sector_supervisor(sector_supervisor_self::stateful_pointer<sector_supervisor_state> self,
                  sector_supervisor_setup setup);

} // namespace mesh
