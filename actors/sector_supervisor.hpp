#pragma once
#include <vector>

#include "actors/cluster_supervisor.hpp"

namespace mesh {

using sector_supervisor_self = sector_supervisor_actor::extend<caf::reacts_to<supervisor_tick>>;

struct sector_supervisor_setup {
  shared_plan plan;
  sector_id sector;
  mesh_supervisor_actor parent;
  orchestrator_actor orchestrator;
  std::vector<cluster_id> apart = {}; // on a node of their own (T1); plan.start_cluster
};

/// Place 0 is the coordinator, place 1 + n the supervisor of cluster n. A
/// coordinator that fails costs no lead its agents, and no agent its work.
class sector_supervisor_state {
public:
  void begin(sector_supervisor_self::pointer self, sector_supervisor_setup setup);
  void learn(const lead_is& news);
  void meet(const orchestrator_actor& orchestrator);
  void join(const join_order& order);
  void leave(const leave_order& order);
  void unresponsive(const mesh::unresponsive& who);
  caf::result<fault_report> inject(const fault_order& order);
  caf::result<heal_report> heal(const heal_order& order);
  void due() { children_.due(); }

private:
  caf::actor start(std::size_t place);
  std::size_t add_cluster();
  [[nodiscard]] bool is_apart(cluster_id cluster) const;
  void up(std::size_t place);
  void down(std::size_t place);
  void gone(std::size_t place);
  void settle(std::size_t place);
  void introduce();
  /// Null where one is down.
  [[nodiscard]] std::vector<caf::actor> clusters() const;
  [[nodiscard]] sector_coordinator_actor coordinator() const;

  static constexpr std::size_t coordinator_place = 0;
  sector_supervisor_self::pointer self_ = nullptr;
  sector_supervisor_setup setup_;
  supervised_children children_;
  std::vector<cluster_lead_actor> leads_; // null while down
  std::vector<bool> settled_;             // clusters that were up, or never will be
  std::size_t awaited_ = 0;               // the others
  bool begun_ = false;                    // each child was started once
};

sector_supervisor_self::behavior_type
sector_supervisor(sector_supervisor_self::stateful_pointer<sector_supervisor_state> self,
                  sector_supervisor_setup setup);

} // namespace mesh
