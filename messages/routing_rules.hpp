#pragma once
#include <memory>
#include <utility>
#include <vector>

#include "messages/capabilities.hpp"
#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// Z8: what routing keeps away from. A value; a change makes a new one, which
/// replaces the old one everywhere.
class routing_rules {
public:
  /// Agents of `cls` are not used for the capability with this index.
  void exclude(agent_class cls, int capability);
  /// Nothing is routed to this agent.
  void avoid(agent_id agent);
  [[nodiscard]] bool excluded(agent_class cls, capability_set wanted) const;
  [[nodiscard]] bool avoided(agent_id agent) const;

  [[nodiscard]] const std::vector<std::pair<agent_class, int>>& exclusions() const {
    return exclusions_;
  }
  [[nodiscard]] const std::vector<agent_id>& avoided_agents() const { return avoided_; }

private:
  std::vector<std::pair<agent_class, int>> exclusions_;
  std::vector<agent_id> avoided_; // sorted
};

using shared_rules = std::shared_ptr<const routing_rules>;

} // namespace mesh
