#include "actors/chains/crew_choice.hpp"

#include <algorithm>

namespace mesh {

std::optional<agent_id> crew_choice::pick(const routing_request& wanted,
                                          const routing_rules& rules,
                                          const std::set<agent_id>& barred) const {
  constexpr std::size_t most_looked_at = 256;
  auto enough = std::min(most_looked_at, barred.size() + busy_.size() + 1);
  std::optional<agent_id> best;
  auto fewest = 0;
  for (const auto& where : {scope(home_), scope()}) {
    for (const auto& row : best_of(agents_, where, std::max(enough, barred.size() + 1),
                                   any_score, wanted, rules)) {
      if (barred.contains(row.id))
        continue;
      auto found = busy_.find(row.id);
      auto jobs = found == busy_.end() ? 0 : found->second;
      if (!best || jobs < fewest) {
        best = row.id;
        fewest = jobs;
      }
      if (jobs == 0)
        return best;
    }
  }
  return best;
}

void crew_choice::gave_back(agent_id agent) {
  auto found = busy_.find(agent);
  if (found != busy_.end() && --found->second <= 0)
    busy_.erase(found);
}

} // namespace mesh
