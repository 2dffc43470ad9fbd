#pragma once
#include <cstdint>
#include <memory>

#include <caf/all.hpp>

#include "actors/parts/agent_walk.hpp"
#include "actors/parts/surroundings.hpp"
#include "messages/type_ids.hpp"

namespace mesh {

/// A message has come through a simulated link.
struct arrived {
  std::uint64_t number = 0; // which of those that were on the way
};
/// A piece of work came to its end.
struct work_finished {
  message_id what;
  std::uint64_t run = 0; // which start it belongs to
  work_result result;
  double scale = 1; // it takes so many times as long as an ordinary message (S2)
};
/// The message whose work has not ended has expired.
struct work_expired {
  std::uint64_t run = 0;
};
/// A piece of work takes much longer than is usual, and then far too long.
struct work_late {
  std::uint64_t run = 0;
  bool stuck = false;
};

/// The agent's present message has ended and others wait.
struct free_again {};
/// The agent is to look back at tasks of chains that it left behind (V5).
struct look_back {};
/// A chain whose tasks it left behind has moved.
struct chain_moved {};

/// The agent's work can be reached again, or not any more (F1).
struct presence_changed {};

/// The agent with what it says to itself, which is nobody else's business.
using agent_self =
    agent_actor::extend<caf::reacts_to<arrived>, caf::reacts_to<work_finished>,
                        caf::reacts_to<work_expired>, caf::reacts_to<work_late>,
                        caf::reacts_to<free_again>, caf::reacts_to<look_back>,
                        caf::reacts_to<chain_moved>, caf::reacts_to<presence_changed>>;

/// Wakes the agent up to look back, as its way through chains asks for (V2).
std::unique_ptr<agent_walk> make_agent_walk(agent_self::pointer self,
                                            const surroundings& around, agent_id who);

} // namespace mesh

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::arrived)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::work_finished)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::work_expired)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::work_late)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::free_again)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::look_back)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::chain_moved)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::presence_changed)
