#include "messages/routing_rules.hpp"

#include <algorithm>

namespace mesh {

void routing_rules::exclude(agent_class cls, int capability) {
  auto rule = std::pair(cls, capability);
  if (std::find(exclusions_.begin(), exclusions_.end(), rule) == exclusions_.end())
    exclusions_.push_back(rule);
}

void routing_rules::avoid(agent_id agent) {
  auto at = std::lower_bound(avoided_.begin(), avoided_.end(), agent);
  if (at == avoided_.end() || *at != agent)
    avoided_.insert(at, agent);
}

bool routing_rules::excluded(agent_class cls, capability_set wanted) const {
  return std::any_of(exclusions_.begin(), exclusions_.end(), [&](const auto& rule) {
    return rule.first == cls && wanted.has(rule.second);
  });
}

bool routing_rules::avoided(agent_id agent) const {
  return std::binary_search(avoided_.begin(), avoided_.end(), agent);
}

} // namespace mesh
