#pragma once
#include <caf/actor_cast.hpp>
#include <caf/actor_control_block.hpp>
#include <caf/actor_system.hpp>
#include <caf/message.hpp>

#include "messages/vocabulary.hpp"

namespace mesh {

/// Sends messages at a moment: one service per process. Cannot be cancelled:
/// receivers ignore what they no longer wait for.
class timer_service {
public:
  virtual ~timer_service() = default;
  virtual void send_at(time_point due, caf::strong_actor_ptr receiver, caf::message what) = 0;

  template <class Handle, class... Ts>
  void at(time_point due, const Handle& receiver, Ts&&... what) {
    send_at(due, caf::actor_cast<caf::strong_actor_ptr>(receiver),
            caf::make_message(std::forward<Ts>(what)...));
  }
};

/// The next of some moments that all actors share. What may be handed over a little later is,
/// with many others at one wake-up of the timer thread: that costs more than a heartbeat.
time_point on_shared_grid(time_point when);

/// Follows the actor clock: virtual time in tests. Slower than the timer
/// thread of runtime/, which a real mesh uses.
class actor_clock_timers : public timer_service {
public:
  explicit actor_clock_timers(caf::actor_system& system) : system_(system) {}
  void send_at(time_point due, caf::strong_actor_ptr receiver, caf::message what) override;

private:
  caf::actor_system& system_;
};

} // namespace mesh
