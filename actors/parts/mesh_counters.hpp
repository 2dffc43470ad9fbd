#pragma once
#include <atomic>
#include <cstdint>

#include "actors/coordination/arrival_board.hpp"

namespace mesh {

/// Counters that anybody may look up.
struct mesh_counters {
  // From agent to agent: each that was sent ends as one of the two others.
  std::atomic<std::uint64_t> posts_sent{0};
  std::atomic<std::uint64_t> posts_answered{0};
  // too large, expired, agent unknown or offline, lost with who had it in hand
  std::atomic<std::uint64_t> posts_undeliverable{0};
  std::atomic<std::uint64_t> late_answers{0}; // when nobody waited any more
  std::atomic<std::uint64_t> heartbeats{0};
  // Done by supervisors
  std::atomic<std::uint64_t> agents_replaced{0};
  std::atomic<std::uint64_t> leads_replaced{0};
  std::atomic<std::uint64_t> coordinators_replaced{0};
  std::atomic<std::uint64_t> orchestrators_started{0};
  std::atomic<std::uint64_t> orchestrators_replaced{0};
  std::atomic<std::uint64_t> given_up{0};          // children that are down until healed
  std::atomic<std::uint64_t> escalations{0};       // supervisors that could not go on
  std::atomic<std::uint64_t> redeliveries{0};      // messages given to a replacement
  std::atomic<std::uint64_t> contexts_restored{0}; // F4
  std::atomic<std::uint64_t> breakers_opened{0};
  std::atomic<std::uint64_t> turned_away{0};   // messages to agents, by breakers
  std::atomic<std::uint64_t> void_answers{0};  // of agents that were replaced or frozen
  std::atomic<std::uint64_t> agents_joined{0}; // and are members now (T5)
  std::atomic<std::uint64_t> agents_left{0};
  std::atomic<std::uint64_t> conflicts_to_sectors{0}; // K2: that coordinators were told of
  std::atomic<std::uint64_t> conflicts_to_orchestrator{0};
  // O6: messages that ended after a thaw, when nobody waited for them any more
  std::atomic<std::uint64_t> thawed_answers{0};
  // M3: messages taken back from agents since nobody waited for them any more
  std::atomic<std::uint64_t> withdrawn{0};
  // M4: answers kept for second copies, and those for which there was no room
  std::atomic<std::uint64_t> kept_answer_bytes{0};
  std::atomic<std::uint64_t> answers_not_kept{0};
  // F2: what the processes' own watches have seen
  std::atomic<std::uint64_t> times_starved{0};
  std::atomic<std::uint64_t> away_ms{0};     // in which they could hear nobody
  std::atomic<std::uint64_t> deaths_held{0}; // somebody silent was not replaced
  // X4: of those that were not delivered, by agents that may send none
  std::atomic<std::uint64_t> posts_denied{0};
  arrival_board arrivals; // G1: the answers of gathers as they come
};

} // namespace mesh
