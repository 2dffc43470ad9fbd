#pragma once
#include "actors/work/work.hpp"
#include "messages/agent_messages.hpp"

namespace mesh {

/// A message as the agent's work sees it: this agent's part of it, with the message
/// kept alive. `lamport` is the agent's own stamp, later than the message's (K3).
job job_of(const deliver& what, agent_id agent, std::uint64_t lamport);

/// The result of its work, as the message's answer, READY then.
ack ack_of(work_result&& result, message_id what, time_point ready_at);

/// The time from the start of the work to its result and how it was spent (Z5): on the work,
/// and on the result's way back from it where the work is elsewhere.
struct work_times {
  double processing_ms = 0;
  duration way_back{};
};
work_times times_of(const work_result& result, duration taken);

} // namespace mesh
