#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "actors/work/linked/linked_agent.hpp"

namespace mesh {

/// All agents from outside of a process, by their place in the mesh. Their works hand jobs in
/// here, and whoever has links takes them out. Any thread.
class linked_agents {
public:
  explicit linked_agents(linked_agent::clock now) : now_(std::move(now)) {}

  /// Made when it is not there yet: it may be asked for before it has ever come.
  std::shared_ptr<linked_agent> of(agent_id id);
  /// It has left the mesh.
  void forget(agent_id id);
  [[nodiscard]] std::vector<std::shared_ptr<linked_agent>> all() const;
  /// Those that have been away for so long fail what they have open.
  void give_up(duration longest) const;
  [[nodiscard]] linked_counts& counts() { return counts_; }

private:
  const linked_agent::clock now_;
  linked_counts counts_;
  mutable std::mutex mutex_;
  std::unordered_map<agent_id, std::shared_ptr<linked_agent>> agents_;
};

} // namespace mesh
