// The messages of an agent with the methods that take them, and its wakes for chains.
#include <caf/send.hpp>

#include "actors/agent.hpp"

namespace mesh {

std::unique_ptr<agent_walk> make_agent_walk(agent_self::pointer self,
                                            const surroundings& around, agent_id who) {
  return std::make_unique<agent_walk>(
      who, around.cfg.chains,
      agent_walk::ways{
          [self, &around](time_point when) { around.timers.at(when, self, look_back{}); },
          [me = self->address()] {
            return [me] {
              if (auto to = caf::actor_cast<caf::actor>(me))
                caf::anon_send(to, chain_moved{});
            };
          }});
}

agent_self::behavior_type agent(agent_self::stateful_pointer<agent_actor_state> self,
                                agent_setup setup) {
  self->state.begin(self, std::move(setup));
  return {
      [self](deliver& what) { self->state.receive(std::move(what)); },
      [self](const pulse& p) { self->state.answer_pulse(p); },
      [self](const withdraw& w) { self->state.take_back(w); },
      [self](meet_lead& m) { self->state.meet(std::move(m.lead)); },
      [self](load_context& c) { self->state.load(std::move(c.good)); },
      [self](const freeze_agent& order) { self->state.freeze(order); },
      [self](const thaw_agent& order) { self->state.thaw(order); },
      [self](const fault& f) { self->state.fail(f); },
      [self](const arrived& a) { self->state.came_through(a.number); },
      [self](work_finished& w) { self->state.finish(std::move(w)); },
      [self](const work_expired& w) { self->state.expired(w.run); },
      [self](const work_late& w) { self->state.late(w); },
      [self](const free_again&) { self->state.wake(); },
      [self](const look_back&) { self->state.look_at_chains(false); },
      [self](const chain_moved&) { self->state.look_at_chains(true); },
      [self](const presence_changed&) { self->state.tell_what_is_in_hand(); },
  };
}

} // namespace mesh
