#pragma once
#include "actors/supervision/supervised_children.hpp"
#include "runtime/node/hub/hub_setup.hpp"

namespace mesh::node {

/// Starts the hub, watches it and replaces it, and tells its gate which one is there. A
/// new hub begins with the placement of the one before. No message of the mesh passes
/// through here.
class hub_supervisor_state {
public:
  void begin(caf::event_based_actor* self, hub_setup setup, const caf::actor& gate);
  void due() { children_.due(); }
  heal_report heal();

private:
  caf::actor start();
  void up();
  void down();

  caf::event_based_actor* self_ = nullptr;
  hub_setup setup_;
  caf::actor gate_;
  supervised_children children_;
};

caf::behavior hub_supervisor(caf::stateful_actor<hub_supervisor_state>* self, hub_setup setup,
                             const caf::actor& gate);

} // namespace mesh::node
