#pragma once
#include <atomic>
#include <cstdint>
#include <vector>

#include "messages/ids.hpp"

namespace mesh {

/// How many jobs of chains each agent has been given and not answered yet, by all schedulers
/// of the process. Any thread.
class crew_load {
public:
  explicit crew_load(int sectors)
      : jobs_(static_cast<std::size_t>(sectors) * max_children * max_children) {}

  void took(agent_id agent) { ++jobs_.at(agent.packed()); }
  void gave_back(agent_id agent) { --jobs_.at(agent.packed()); }
  [[nodiscard]] int of(agent_id agent) const { return jobs_.at(agent.packed()); }

private:
  std::vector<std::atomic<std::uint16_t>> jobs_;
};

} // namespace mesh
