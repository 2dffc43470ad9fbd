#pragma once
#include "actors/work/work.hpp"
#include "messages/agent_messages.hpp"

namespace mesh {

/// A message as the agent's work sees it: this agent's part of it, with the message
/// kept alive. `lamport` is the agent's own stamp, later than the message's (K3).
job job_of(const deliver& what, agent_id agent, std::uint64_t lamport);

/// The result of its work, as the message's answer, READY then.
ack ack_of(work_result&& result, message_id what, time_point ready_at);

} // namespace mesh
