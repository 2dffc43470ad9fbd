#pragma once
#include <functional>
#include <memory>

#include "actors/coordination/registry.hpp"
#include "actors/coordination/roster.hpp"
#include "actors/coordination/task_book.hpp"
#include "actors/parts/conflict_sink.hpp"
#include "actors/parts/mesh_counters.hpp"
#include "actors/parts/timer_service.hpp"
#include "actors/work/person/person_times.hpp"
#include "actors/work/work.hpp"
#include "config/config.hpp"
#include "messages/context.hpp"
#include "messages/deadline.hpp"
#include "supervisors/event_log.hpp"
#include "supervisors/process_watch.hpp"

namespace mesh {

/// State that the actors of one process share. Owned by the runtime and outlives
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
  conflict_sink* conflicts = nullptr;   // none: nobody keeps them
  process_watch* watch = nullptr;       // none: this process is never late
  const person_times* people = nullptr; // none: there are no people in this process
  task_book* tasks = nullptr;           // none: nobody asks what was sent (N1)

  /// F2: silence is measured in this, and counts only while this process judges().
  [[nodiscard]] time_point listening(time_point now) const {
    return watch != nullptr ? watch->listening(now) : now;
  }
  [[nodiscard]] bool judges(time_point now) const {
    return watch == nullptr || watch->judges(now);
  }
  /// Whether all actors of this process are told to stop.
  [[nodiscard]] bool ending() const { return watch != nullptr && watch->ended(); }
  /// Whether one more may be replaced for its silence; it counts.
  [[nodiscard]] bool may_die(scope::level of, time_point now) const {
    return watch == nullptr || watch->may_die(of, now);
  }

  /// The moment of the clock at that time since 1970.
  [[nodiscard]] time_point time_at(std::uint64_t wall_ms) const {
    return time_point(milliseconds(static_cast<std::int64_t>(wall_ms) - wall_offset_ms));
  }
  [[nodiscard]] std::uint64_t wall_ms(time_point now) const {
    auto since_zero = std::chrono::duration_cast<milliseconds>(now.time_since_epoch()).count();
    return static_cast<std::uint64_t>(since_zero + wall_offset_ms);
  }
};

} // namespace mesh
