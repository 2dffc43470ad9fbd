#include "runtime/clerk.hpp"

namespace mesh {

clerk_actor::behavior_type clerk(clerk_actor::pointer self, const surroundings* around,
                                 journal* book, roster_keeper* members, bool in_step) {
  auto wake = [self, around] {
    around->timers.at(self->clock().now() + from_ms(around->cfg.storage.tick_ms), self,
                      clerk_tick{});
  };
  wake();
  return {
      [self, around, book, members, in_step, wake](const clerk_tick&) {
        auto moment = self->clock().now();
        book->tick(moment, around->wall_ms(moment), around->agents, around->context->hash);
        members->tick();
        if (in_step)
          book->settle();
        wake();
      },
  };
}

} // namespace mesh
