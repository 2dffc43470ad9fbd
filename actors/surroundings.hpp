#pragma once
#include <functional>
#include <memory>

#include "actors/conflict_sink.hpp"
#include "actors/coordination/registry.hpp"
#include "actors/coordination/roster.hpp"
#include "actors/mesh_counters.hpp"
#include "actors/timer_service.hpp"
#include "actors/work/work.hpp"
#include "config/config.hpp"
#include "messages/context.hpp"
#include "messages/deadline.hpp"
#include "supervisors/event_log.hpp"

namespace mesh {

/// What the actors of one process share. Owned by the runtime and outlives
/// every actor.
struct surroundings {
  const config& cfg;
  roster& who;
  registry& agents;
  timer_service& timers;
  mesh_counters& counters;
  event_log& events;
  shared_context context; // known to be good; whoever starts, starts with it (F4)
  process_id process = 0;
  /// Milliseconds between the clock's zero and 1970, for message ids and for
  /// people; never compared with another host's (S5).
  std::int64_t wall_offset_ms = 0;
  conflict_sink* conflicts = nullptr; // none: nobody keeps them

  [[nodiscard]] std::uint64_t wall_ms(time_point now) const {
    auto since_zero = std::chrono::duration_cast<milliseconds>(now.time_since_epoch()).count();
    return static_cast<std::uint64_t>(since_zero + wall_offset_ms);
  }
};

} // namespace mesh
