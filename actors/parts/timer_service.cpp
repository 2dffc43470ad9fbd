#include "actors/parts/timer_service.hpp"

#include <caf/actor_clock.hpp>
#include <caf/mailbox_element.hpp>

namespace mesh {

void actor_clock_timers::send_at(time_point due, caf::strong_actor_ptr receiver,
                                 caf::message what) {
  system_.clock().schedule_message(
      due, std::move(receiver),
      caf::make_mailbox_element(nullptr, caf::make_message_id(), {}, std::move(what)));
}

time_point on_shared_grid(time_point when) {
  constexpr auto grid = std::chrono::duration_cast<duration>(milliseconds(10));
  return time_point((when.time_since_epoch() + grid - duration(1)) / grid * grid);
}

} // namespace mesh
