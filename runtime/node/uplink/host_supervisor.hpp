#pragma once
#include <map>
#include <vector>

#include "actors/supervision/cluster_supervisor.hpp"
#include "runtime/node/protocol/uplink_messages.hpp"

namespace mesh::node {

using host_supervisor_self =
    mesh_supervisor_actor::extend<caf::reacts_to<supervisor_tick>, caf::reacts_to<host_order>,
                                  caf::reacts_to<drop_order>,
                                  // of clusters that are detached from their sectors
                                  caf::reacts_to<lead_is>, caf::reacts_to<meet_orchestrator>,
                                  caf::reacts_to<join_order>, caf::reacts_to<leave_order>>;

struct host_supervisor_setup {
  shared_plan plan;
  caf::actor uplink;
};

/// The top of the supervisors on a host of sectors. Place 0 is the proxy of the
/// orchestrator, place 1 that of coordinators elsewhere; the others are the supervisors
/// of what this host was given, which come and go: sectors, and clusters that are detached
/// from theirs (T1).
class host_supervisor_state {
public:
  void begin(host_supervisor_self::pointer self, host_supervisor_setup setup);
  void learn(const coordinator_is& news);
  void learn(const lead_is& news);
  void host(const host_order& order);
  void drop(const placed_part& what);
  void unresponsive(const mesh::unresponsive& who);
  heal_report heal(const heal_order& order);
  void due() { children_.due(); }

private:
  caf::actor start(std::size_t place);
  void up(std::size_t place);
  void down(std::size_t place);
  void gone(std::size_t place, const error& why);
  void stopped(const placed_part& what, const std::vector<cluster_id>& detached, error why);
  template <class Handle>
  [[nodiscard]] Handle handle_at(std::size_t place) const {
    return caf::actor_cast<Handle>(children_.handle(place));
  }

  static constexpr std::size_t orchestrator_place = 0;
  static constexpr std::size_t coordinators_place = 1;
  host_supervisor_self::pointer self_ = nullptr;
  host_supervisor_setup setup_;
  supervised_children children_;
  struct hosted {
    std::size_t place = 0;
    std::vector<cluster_id> detached; // of a sector: its clusters that are elsewhere
  };
  std::map<placed_part, hosted> parts_;
  /// Told to stop, and not down yet.
  std::map<std::size_t, std::pair<placed_part, std::vector<cluster_id>>> going_;
};

host_supervisor_self::behavior_type
host_supervisor(host_supervisor_self::stateful_pointer<host_supervisor_state> self,
                host_supervisor_setup setup);

} // namespace mesh::node
