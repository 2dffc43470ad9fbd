#include "supervisors/resolution.hpp"

namespace mesh {

resolution_step next_step(const resolution_case& c, const conflicts_config& cfg) {
  switch (c.record.what.type) {
  case conflict_type::capability_mismatch:
    return reroute(c, cfg);
  case conflict_type::data_contradiction:
    return trace_provenance(c, cfg);
  case conflict_type::temporal_paradox:
    return reconcile_clocks(c);
  case conflict_type::context_divergence:
    return reconcile_branches(c, cfg);
  case conflict_type::hash_mismatch: // ends when its agent is well again, see below
  case conflict_type::other:
    break;
  }
  return left_to_person{"there is no strategy for "
                        + std::string(to_string(c.record.what.type))};
}

std::string to_string(const resolution_attempt& a) {
  if (a.failure != errc::none)
    return to_string(a.agent) + " did not answer: " + std::string(name_of(a.failure))
           + (a.said.empty() ? "" : " (" + a.said + ")");
  return to_string(a.agent) + " answered " + std::string(to_string(a.state)) + ": " + a.said;
}

std::optional<settlement> settle_hash_mismatch(agent_id who, context_seen now,
                                               std::uint64_t good_hash) {
  if (now.hash == 0 || now.hash != good_hash || now.quarantined)
    return std::nullopt;
  return settlement{"context_refetched", to_string(who) + " works from the known-good context "
                                             + to_string(message_id{good_hash})
                                             + " and is not in quarantine"};
}

} // namespace mesh
