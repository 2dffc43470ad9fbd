#pragma once
#include <atomic>
#include <optional>
#include <vector>

#include "actors/coordination/intake.hpp"
#include "actors/parts/held_messages.hpp"
#include "actors/parts/in_transit.hpp"
#include "actors/parts/work_beside.hpp"
#include "actors/parts/work_in_hand.hpp"
#include "config/config.hpp"
#include "messages/agent_messages.hpp"

namespace mesh {

/// All messages that one agent has accepted.
///
/// Each that has not ended is in one place: on its way through the simulated link,
/// in the queue, in hand, worked on beside others, or held by a freeze, during which the
/// other four are empty. How those that have ended did is in the queue's memory.
class accepted_messages {
public:
  /// The counters are of the answers that all agents of the process keep.
  accepted_messages(const config& cfg, std::atomic<std::uint64_t>& kept_bytes,
                    std::atomic<std::uint64_t>& not_kept);

  in_transit on_the_way;
  intake queue;
  work_in_hand hand;
  work_beside beside;
  held_messages held;

  /// Messages whose work has not begun.
  [[nodiscard]] int queue_depth() const {
    return held.frozen() ? held.waiting() : queue.depth();
  }
  /// Nothing in hand, waiting, on its way or frozen.
  [[nodiscard]] bool idle(time_point moment) const;
  /// The message that is worked on, as the lead is told: in hand, else the oldest beside.
  [[nodiscard]] in_hand holds(const work_history& history, time_point moment) const;
  /// No more may be begun beside each other (class F).
  [[nodiscard]] bool full() const;
  /// M4: the answer to one that is remembered. It may be the one that is still
  /// worked on.
  [[nodiscard]] ack known_answer(message_id id, time_point moment) const;
  /// An answer is kept for whoever may ask again.
  void keep(const deliver& what, const ack& a, time_point now);
  /// M3: the caller waits until then, or asked that work which has begun goes on.
  [[nodiscard]] time_point run_until(const deliver& what) const;

  /// O6: everything is held from now on. The message whose work is to be cancelled,
  /// if there is any.
  std::optional<message_id> freeze(agent_id who, std::uint64_t context_hash, time_point moment);
  /// Messages to take in again, in this order: what was held, and what was
  /// `preserved` of this agent before and is not known to it; that may be null.
  std::vector<deliver> thaw(const frozen_agent* preserved, time_point moment);

  /// The outcome of a message for which nobody waits any more (M3).
  struct taken_back {
    ack answer;
    bool cancel = false; // its work
  };
  taken_back take_back(const withdraw& order, const work_history& history, time_point moment);

private:
  const config* cfg_;
};

} // namespace mesh
