#pragma once
#include <string>

#include "actors/work/work.hpp"

namespace mesh {

/// A link to the place where agents from outside live, as their works use it. Agents are named
/// as they were enrolled. Any thread; no call waits.
class agent_line {
public:
  virtual ~agent_line() = default;
  /// A message to work on. `attempt`: times this work may have been begun before.
  virtual void deliver(const std::string& agent, const job& what, duration time_left,
                       std::uint8_t attempt) = 0;
  /// Nobody wants its answer any more.
  virtual void withdraw(const std::string& agent, message_id what) = 0;
  /// O6: the agent is frozen, or goes on.
  virtual void pause(const std::string& agent, bool frozen) = 0;
  /// As it was measured last; 0: not yet.
  [[nodiscard]] virtual double round_trip_ms() const = 0;
  /// It was measured so often.
  [[nodiscard]] virtual std::uint32_t round_trips() const = 0;
};

} // namespace mesh
