#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "actors/coordination/intake.hpp"
#include "messages/frozen_state.hpp"

namespace mesh {

/// The messages of a frozen agent (O6): all that it had accepted and that has not
/// ended. The time left of each message stands still, but for what a caller waits
/// for: his patience does not (M3).
///
/// While the agent is frozen each message is held once at most; while it is not,
/// none is.
class held_messages {
public:
  [[nodiscard]] bool frozen() const { return held_ != nullptr; }
  /// Begins to hold; what the agent has is put in after that.
  void freeze(agent_id who, std::uint64_t context_hash, time_point moment);
  /// Its work, which is put down, and begun again after thaw.
  void put_in_hand(const deliver& what, time_point runs_until);
  /// A message that has not been begun; in the order of the queue.
  void put_waiting(const deliver& what);
  /// All that is held, with what the agent remembers of earlier messages.
  [[nodiscard]] frozen_agent all(const intake& memory) const;
  [[nodiscard]] bool has(message_id id) const;
  [[nodiscard]] bool empty() const;
  /// Messages that have not been begun.
  [[nodiscard]] int waiting() const;

  /// The outcome of a message for which nobody waits any more.
  struct dropped {
    bool in_hand = false;
    bool kept = false; // for it goes on after thaw, as asked
    std::uint8_t attempt = 0;
  };
  /// None when it is not held. What is not kept is not done after thaw either.
  std::optional<dropped> drop(message_id id);

  /// Gives back all, less the time that callers have waited meanwhile, and what
  /// was `preserved` of this agent before and is not known to it; that may be null.
  /// Holds nothing from then on.
  frozen_agent thaw(const intake& memory, const frozen_agent* preserved, time_point moment);

private:
  std::unique_ptr<frozen_agent> held_;
  time_point since_{};
};

/// A message that is given back, with the time that was left of it.
deliver resumed(const frozen_delivery& one, time_point moment);

} // namespace mesh
