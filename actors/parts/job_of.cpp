#include "actors/parts/job_of.hpp"

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
  return j;
}

} // namespace mesh
