#pragma once
#include <atomic>
#include <functional>
#include <memory>

#include "actors/coordination/layout.hpp"
#include "actors/coordination/registry.hpp"
#include "actors/timer_service.hpp"
#include "actors/work/work.hpp"
#include "config/config.hpp"
#include "messages/deadline.hpp"

namespace mesh {

/// What nobody is told about, but everybody may look up.
struct mesh_counters {
  std::atomic<std::uint64_t> posts_answered{0}; // from agent to agent
  std::atomic<std::uint64_t> posts_undeliverable{
      0};                                     // too large, expired, agent unknown or offline
  std::atomic<std::uint64_t> late_answers{0}; // after their gather had closed
  std::atomic<std::uint64_t> heartbeats{0};
};

/// What the actors of one process share. Owned by the runtime and outlives
/// every actor.
struct surroundings {
  const config& cfg;
  const layout& who;
  registry& agents;
  timer_service& timers;
  mesh_counters& counters;
  process_id process = 0;
  /// Milliseconds between the clock's zero and 1970, for message ids and for
  /// people; never compared with another host's (S5).
  std::int64_t wall_offset_ms = 0;

  [[nodiscard]] std::uint64_t wall_ms(time_point now) const {
    auto since_zero = std::chrono::duration_cast<milliseconds>(now.time_since_epoch()).count();
    return static_cast<std::uint64_t>(since_zero + wall_offset_ms);
  }
};

} // namespace mesh
