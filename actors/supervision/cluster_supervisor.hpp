#pragma once
#include <array>
#include <bitset>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "actors/parts/work_factory.hpp"
#include "actors/supervision/supervised_children.hpp"
#include "messages/type_ids.hpp"
#include "supervisors/strategy.hpp"

namespace mesh {

using cluster_supervisor_self =
    cluster_supervisor_actor::extend<caf::reacts_to<supervisor_tick>>;

/// Starts who stands for the supervisor of a sector that is on another host.
using sector_starter = std::function<sector_supervisor_actor(
    sector_id, const mesh_supervisor_actor& parent, const orchestrator_actor&)>;

/// Starts who stands for the supervisor of a cluster that is detached from its sector.
using cluster_starter =
    std::function<cluster_supervisor_actor(cluster_id, const sector_supervisor_actor& parent)>;

/// The plan that all supervisors of a mesh share.
struct supervision_plan {
  const surroundings* around = nullptr;
  work_factory make_work;
  shared_rules rules; // at the start; later ones come down the tree
  strategy_ptr strategy = one_for_one();
  sector_starter start_sector = {};   // none: all sectors are here
  cluster_starter start_cluster = {}; // for those that a sector's setup says are detached
  /// Nothing is open with this agent, which stays a member: its sector is to move (T5).
  std::function<void(agent_id)> is_idle = {};
};
using shared_plan = std::shared_ptr<const supervision_plan>;

struct cluster_supervisor_setup {
  shared_plan plan;
  cluster_id cluster;
  sector_supervisor_actor parent;
  sector_coordinator_actor coordinator;
};

/// Place 0 is the lead, the others are agents: those whom the roster names, and
/// whoever joins (T5). An agent that fails
/// costs nobody else anything; a lead that fails costs no agent its work: the
/// new one is introduced to the agents, and they to it.
class cluster_supervisor_state {
public:
  void begin(cluster_supervisor_self::pointer self, cluster_supervisor_setup setup);
  void meet(const sector_coordinator_actor& coordinator);
  void join(const join_order& order);
  void leave(const leave_order& order);
  void let_go(const may_leave& whom);
  void unresponsive(const mesh::unresponsive& who);
  fault_report inject(const fault_order& order);
  caf::result<heal_report> heal(const heal_order& order);
  void due() { children_.due(); }

private:
  caf::actor start(std::size_t place);
  void up(std::size_t place);
  void down(std::size_t place, const actor_end& how);
  void gone(std::size_t place, const error& why);
  void introduce();
  std::size_t add(agent_id agent);
  void left(std::size_t place);
  [[nodiscard]] std::size_t place_of(const scope& who) const;
  /// Empty: the lead's place, or a free one.
  [[nodiscard]] std::optional<agent_id> agent_at(std::size_t place) const;
  [[nodiscard]] member member_at(std::size_t place) const;
  [[nodiscard]] cluster_lead_actor lead() const;

  static constexpr std::size_t lead_place = 0;
  static constexpr std::size_t nowhere = ~std::size_t{0};
  cluster_supervisor_self::pointer self_ = nullptr;
  cluster_supervisor_setup setup_;
  supervised_children children_;
  std::vector<std::optional<agent_id>> agents_;            // by place
  std::array<std::size_t, max_children> places_{};         // by slot; 0: nobody has it
  std::array<std::uint16_t, max_children> incarnations_{}; // by slot
  std::bitset<max_children> leaving_;                      // told to go, by slot
  bool begun_ = false;                                     // each child was started once
  bool joining_ = false;                                   // who is started now is new
  bool introduced_ = false;                                // a lead has met its agents
};

cluster_supervisor_self::behavior_type
cluster_supervisor(cluster_supervisor_self::stateful_pointer<cluster_supervisor_state> self,
                   cluster_supervisor_setup setup);

} // namespace mesh
