#pragma once
#include <string>

#include "actors/parts/held_messages.hpp"
#include "messages/agent_messages.hpp"

/// M3: what became of a message for which nobody waits any more, and how the agent
/// remembers it, so that it stays so: what was not begun is not begun later, neither
/// from a link nor from what was preserved.
///
/// Nobody is told `expired` of a message that may have been begun before.
namespace mesh {

struct fate {
  errc failure = errc::none;
  std::string detail;
  errc remembered = errc::none; // none: it goes on, and is remembered when it ends
};

/// It was delivered `attempt` times before, as far as this agent knows.
fate never_begun(const withdraw& order, std::uint8_t attempt);
/// The agent is frozen, and has dropped it.
fate of_held(const withdraw& order, const held_messages::dropped& what);
/// The agent works on it, and was asked to go on.
fate goes_on();
/// The agent worked on it for so long.
fate stopped(const withdraw& order, duration after);

} // namespace mesh
