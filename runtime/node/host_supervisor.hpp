#pragma once
#include <map>
#include <vector>

#include "actors/cluster_supervisor.hpp"
#include "runtime/node/uplink_messages.hpp"

namespace mesh::node {

using host_supervisor_self =
    mesh_supervisor_actor::extend<caf::reacts_to<supervisor_tick>, caf::reacts_to<host_order>,
                                  caf::reacts_to<drop_order>>;

struct host_supervisor_setup {
  shared_plan plan;
  caf::actor uplink;
};

/// The top of the supervisors on a host of sectors. Place 0 is the stand-in of
/// the orchestrator; the others are the supervisors of the sectors that this
/// host was given, which come and go.
class host_supervisor_state {
public:
  void begin(host_supervisor_self::pointer self, host_supervisor_setup setup);
  void learn(const coordinator_is& news);
  void host(sector_id sector);
  void drop(sector_id sector);
  void unresponsive(const mesh::unresponsive& who);
  heal_report heal(const heal_order& order);
  void due() { children_.due(); }

private:
  caf::actor start(std::size_t place);
  void up(std::size_t place);
  void down(std::size_t place);
  void gone(std::size_t place, const error& why);
  void stopped(sector_id sector, error why);
  [[nodiscard]] sector_supervisor_actor supervisor_of(sector_id sector) const;

  static constexpr std::size_t orchestrator_place = 0;
  host_supervisor_self::pointer self_ = nullptr;
  host_supervisor_setup setup_;
  supervised_children children_;
  std::map<sector_id, std::size_t> places_;
  std::map<std::size_t, sector_id> going_; // told to stop, and not down yet
};

host_supervisor_self::behavior_type
host_supervisor(host_supervisor_self::stateful_pointer<host_supervisor_state> self,
                host_supervisor_setup setup);

} // namespace mesh::node
