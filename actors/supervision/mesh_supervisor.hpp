#pragma once
#include <functional>

#include "actors/supervision/branch_supervisor.hpp"
#include "actors/supervision/cluster_supervisor.hpp"

namespace mesh {

/// To itself, once per summary period: look after the orchestrator.
struct watch_tick {};

using mesh_supervisor_self =
    mesh_supervisor_actor::extend<caf::reacts_to<supervisor_tick>, caf::reacts_to<watch_tick>>;

struct mesh_supervisor_setup {
  shared_plan plan;
  /// Told who the orchestrator is, first and after each replacement; null
  /// while it is down, with the reason once it is given up.
  std::function<void(const orchestrator_actor&, const error& gone)> orchestrator_is;
};

/// The orchestrator, and the sectors that it leads.
struct mesh_level {
  using self = mesh_supervisor_self::pointer;
  using leader = orchestrator_actor;
  using unit_leader = sector_coordinator_actor;
  using unit_supervisor = sector_supervisor_actor;
  using unit_is = coordinator_is;
  using meet_leader = meet_orchestrator;
  static sector_id unit_of(const scope& /*all*/, std::uint8_t number) { return {number}; }
  static std::uint8_t number_of(const scope& sector) { return sector.sector().sector; }
};

/// The top of all supervisors.
class mesh_supervisor_state {
public:
  void begin(mesh_supervisor_self::pointer self, mesh_supervisor_setup setup);
  growth_report grow(const grow_order& order);
  growth_report drain(const drain_order& order);
  void heard();
  void watch();
  branch_supervisor<mesh_level>& branch() { return branch_; }

private:
  sector_supervisor_actor start(sector_id sector);
  template <class Order>
  growth_report pass_on(tl::expected<std::vector<agent_id>, error> whom);

  mesh_supervisor_self::pointer self_ = nullptr;
  mesh_supervisor_setup setup_;
  branch_supervisor<mesh_level> branch_;
  time_point heard_{}; // when the orchestrator was last, on the listening clock
};

mesh_supervisor_self::behavior_type
mesh_supervisor(mesh_supervisor_self::stateful_pointer<mesh_supervisor_state> self,
                mesh_supervisor_setup setup);

} // namespace mesh

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::watch_tick)
