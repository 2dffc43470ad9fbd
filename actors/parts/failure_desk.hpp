#pragma once
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "actors/parts/surroundings.hpp"
#include "messages/failure_event.hpp"
#include "messages/gather_summary.hpp"
#include "messages/protection_messages.hpp"

namespace mesh {

/// Failures that were escalated to the orchestrator (F4-F6): the newest hundred are
/// kept. An agent that contradicts the majority of a redundant ask is one, and is to be
/// quarantined at once.
class failure_desk {
public:
  failure_desk(const surroundings& around, std::function<time_point()> now,
               std::function<void(const quarantine_order&)> quarantine);

  void escalated(failure_event what);
  /// F5: those that contradict the others. The answers came up one by one, and are folded
  /// into the summary as others are.
  std::vector<agent_id> find_rogues(gather_summary& answers);
  /// Newest last.
  [[nodiscard]] const std::deque<failure_event>& newest() const { return escalated_; }

private:
  const surroundings& around_;
  std::function<time_point()> now_;
  std::function<void(const quarantine_order&)> quarantine_;
  std::deque<failure_event> escalated_;
};

} // namespace mesh
