#pragma once
#include "actors/coordination/intake.hpp"
#include "messages/agent_messages.hpp"

/// M4: a second copy of a message gets the whole answer as it was given. Without
/// what came of the work nobody is told that it is READY.
namespace mesh {

/// The part of an answer that is kept until nobody asks for it again.
kept_answer answer_to_keep(const deliver& what, const ack& a, time_point until);

/// The answer to a message that `memory` remembers; READY at `earliest` where that
/// is not kept, for it may be the one that is still worked on.
ack answer_again(const intake& memory, message_id id, time_point earliest);

} // namespace mesh
