#include "runtime/mesh/clerk.hpp"

namespace mesh {

clerk_actor::behavior_type clerk(clerk_actor::stateful_pointer<clerk_state> self,
                                 resolver_setup setup, roster_keeper* members,
                                 freezer* freezing, linked_agents* outside, inbox* people,
                                 gather_plans* plans, bool in_step) {
  const auto* around = setup.around;
  auto* book = setup.book;
  self->state.resolves.begin(self, std::move(setup));
  self->set_down_handler(
      [self](const caf::down_msg& down) { self->state.resolves.lost(down.source); });
  auto wake = [self, around] {
    around->timers.at(self->clock().now() + from_ms(around->cfg.storage.tick_ms), self,
                      clerk_tick{});
  };
  wake();
  return {
      [self, around, book, members, freezing, outside, people, plans, in_step,
       wake](const clerk_tick&) {
        auto moment = self->clock().now();
        book->tick(moment, around->wall_ms(moment), around->agents, around->context->hash);
        self->state.resolves.work();
        members->tick();
        freezing->tick();
        outside->give_up(from_ms(around->cfg.gateway.lost_after_ms));
        people->tick();
        plans->tick();
        if (in_step)
          book->settle();
        wake();
      },
  };
}

} // namespace mesh
