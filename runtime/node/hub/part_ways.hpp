#pragma once
#include "actors/parts/surroundings.hpp"
#include "runtime/node/hub/freeze_ledger.hpp"
#include "runtime/node/hub/part_places.hpp"
#include "runtime/node/hub/sessions.hpp"
#include "runtime/placement/node_table.hpp"

namespace mesh::node {

/// Says how parts are, and lets them speak to each other: the orchestrator's process sees
/// sectors, a sector's host the clusters that are detached from it (T1).
///
/// Nobody who does not serve a part is believed about it. A coordinator or lead that
/// begins is told what is frozen (O6).
class part_ways {
public:
  part_ways(surroundings& around, const node_table& table, sessions& links, part_places& places)
      : around_(around), table_(table), links_(links), places_(places) {}

  /// Its host says that it has a coordinator or a lead, or none. False: unreadable.
  bool learn(session_id session, const link_entry& e, const part_news& news);
  /// It is up, or down, for whoever is above it.
  void tell_above(const placed_part& part, const part_news& news);
  /// Between the host of a sector and that of a cluster of it, as far as each has it.
  /// False: it is for no cluster.
  bool relay(session_id session, const std::string& name, const link_entry& e);
  /// T5. Agents that have joined or left a cluster, as its own host has seen it.
  void hear_roster(const link_entry& e, const roster_changes& changes);

  /// An order of the orchestrator is on its way.
  void note_freeze(sector_id sector, const freeze_order& order) { ledger_.note(sector, order); }
  /// All that is frozen from now on.
  void freeze(std::vector<freeze_order> standing);

private:
  void tell_frozen(const placed_part& part);

  surroundings& around_;
  const node_table& table_;
  sessions& links_;
  part_places& places_;
  freeze_ledger ledger_;
};

} // namespace mesh::node
