#include "runtime/node/hub/hub_supervisor.hpp"

#include "runtime/node/hub/hub.hpp"
#include "runtime/node/hub/hub_gate.hpp"

namespace mesh::node {

void hub_supervisor_state::begin(caf::event_based_actor* self, hub_setup setup,
                                 const caf::actor& gate) {
  self_ = self;
  setup_ = std::move(setup);
  gate_ = gate;
  const auto& around = *setup_.around;
  const auto& cfg = around.cfg.supervision;
  children_.begin(self, around, scope(), one_for_one(), cfg.mesh,
                  {[this](std::size_t) { return start(); }, [this](std::size_t) { up(); },
                   [this](std::size_t, const actor_end&) {
                     down();
                   }});
  children_.add({"the hub of the nodes", restart_kind::permanent, cfg.stop_timeout_ms, true});
  children_.start_all();
}

/// One life follows the other: what is kept for all of them is used by one at a time.
caf::actor hub_supervisor_state::start() {
  return self_->home_system().spawn(node::hub, setup_);
}

void hub_supervisor_state::up() {
  self_->send(gate_, hub_is{children_.handle(0)});
  if (setup_.life++ == 0)
    return;
  setup_.around->events.add(notice{self_->clock().now(),
                                   notice_kind::hub_replaced,
                                   {},
                                   {},
                                   "the hub went down and was restarted"});
}

void hub_supervisor_state::down() {
  self_->send(gate_, hub_is{});
}

heal_report hub_supervisor_state::heal() {
  heal_report report;
  children_.heal(0, report);
  return report;
}

caf::behavior hub_supervisor(caf::stateful_actor<hub_supervisor_state>* self, hub_setup setup,
                             const caf::actor& gate) {
  self->state.begin(self, std::move(setup), gate);
  return {
      [self](const heal_order&) { return self->state.heal(); },
      [self](const supervisor_tick&) { self->state.due(); },
  };
}

} // namespace mesh::node
