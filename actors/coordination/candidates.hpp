#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "actors/coordination/registry.hpp"
#include "messages/orchestration.hpp"

namespace mesh {

/// Z8: who has what was asked for, and why each was not taken.
struct candidate_list {
  std::vector<delegate_attempt> named; // in the order of their ids, bounded
  std::size_t of = 0;                  // so many there are
};

/// The agents in `where` that have the capabilities and the class, taken or
/// not. `tried` came to nothing before.
candidate_list candidates_in(const registry& agents, const scope& where,
                             const routing_request& wanted, const routing_rules& rules,
                             const std::vector<delegate_attempt>& tried, std::size_t most);

/// "2 agents have what is needed: s00.c00.a00 is offline; ...".
std::string describe(const candidate_list& candidates);

} // namespace mesh
