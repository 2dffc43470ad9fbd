#include "actors/parts/job_of.hpp"

#include <algorithm>
#include <utility>

namespace mesh {

job job_of(const deliver& what, agent_id agent, std::uint64_t lamport) {
  const auto& m = *what.what;
  job j;
  j.id = m.id;
  j.agent = agent;
  j.source = m.source;
  j.correlation = m.correlation;
  j.causation = m.causation;
  j.lamport = lamport;
  j.verb = to_string(m.what);
  j.payload = m.parts.empty() ? m.payload : m.parts[what.part % m.parts.size()];
  j.owner = what.what;
  j.payload_weight = m.payload_weight;
  j.attempt = what.attempt;
  j.lead_time = from_ms(what.lead_time_ms);
  return j;
}

ack ack_of(work_result&& result, message_id what, time_point ready_at) {
  ack a;
  a.what = what;
  a.state = result.state;
  a.failure = result.failure;
  a.value = std::move(result.value);
  a.detail = std::move(result.detail);
  a.found = std::move(result.found);
  a.ready_at = ready_at;
  return a;
}

work_times times_of(const work_result& result, duration taken) {
  work_times times{to_ms(taken), {}};
  if (result.processing_ms >= 0)
    times.processing_ms = result.processing_ms;
  if (result.round_trip_ms > 0)
    times.way_back = std::min(taken, from_ms(result.round_trip_ms / 2));
  return times;
}

} // namespace mesh
