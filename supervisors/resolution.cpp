#include "supervisors/resolution.hpp"

namespace mesh {

std::optional<settlement> settle_hash_mismatch(agent_id who, context_seen now,
                                               std::uint64_t good_hash) {
  if (now.hash == 0 || now.hash != good_hash || now.quarantined)
    return std::nullopt;
  return settlement{"context_refetched", to_string(who) + " works from the known-good context "
                                             + to_string(message_id{good_hash})
                                             + " and is not in quarantine"};
}

} // namespace mesh
