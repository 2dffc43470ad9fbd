#include "actors/work/linked/linked_agents.hpp"

namespace mesh {

std::shared_ptr<linked_agent> linked_agents::of(agent_id id) {
  const std::lock_guard lock(mutex_);
  auto& found = agents_[id];
  if (!found)
    found = std::make_shared<linked_agent>(id, now_, counts_);
  return found;
}

void linked_agents::forget(agent_id id) {
  const std::lock_guard lock(mutex_);
  agents_.erase(id);
}

std::vector<std::shared_ptr<linked_agent>> linked_agents::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<linked_agent>> found;
  found.reserve(agents_.size());
  for (const auto& [id, agent] : agents_)
    found.push_back(agent);
  return found;
}

void linked_agents::give_up(duration longest) const {
  for (const auto& agent : all())
    agent->give_up_if_away(longest);
}

} // namespace mesh
