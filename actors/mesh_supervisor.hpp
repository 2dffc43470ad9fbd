#pragma once
#include <functional>
#include <vector>

#include "actors/cluster_supervisor.hpp"

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

/// The top of all supervisors. Place 0 is the orchestrator, place 1 + n the
/// supervisor of sector n.
class mesh_supervisor_state {
public:
  void begin(mesh_supervisor_self::pointer self, mesh_supervisor_setup setup);
  void learn(const coordinator_is& news);
  growth_report grow(const grow_order& order);
  growth_report drain(const drain_order& order);
  void unresponsive(const mesh::unresponsive& who);
  caf::result<fault_report> inject(const fault_order& order);
  caf::result<heal_report> heal(const heal_order& order);
  void due() { children_.due(); }
  void heard();
  void watch();

private:
  caf::actor start(std::size_t place);
  void up(std::size_t place);
  void down(std::size_t place);
  void gone(std::size_t place, const error& why);
  void settle(std::size_t place);
  template <class Order>
  growth_report pass_on(tl::expected<std::vector<agent_id>, error> whom);
  /// Null where one is down.
  [[nodiscard]] std::vector<caf::actor> sectors() const;
  [[nodiscard]] orchestrator_actor orchestrator() const;

  static constexpr std::size_t orchestrator_place = 0;
  mesh_supervisor_self::pointer self_ = nullptr;
  mesh_supervisor_setup setup_;
  supervised_children children_;
  time_point heard_{}; // when the orchestrator was last, on the listening clock
  std::vector<sector_coordinator_actor> coordinators_; // null while down
  std::vector<bool> settled_;                          // sectors that were up, or never will be
  std::size_t awaited_ = 0;                            // the others
};

mesh_supervisor_self::behavior_type
mesh_supervisor(mesh_supervisor_self::stateful_pointer<mesh_supervisor_state> self,
                mesh_supervisor_setup setup);

} // namespace mesh

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::watch_tick)
