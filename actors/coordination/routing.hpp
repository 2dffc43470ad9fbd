#pragma once
#include <bitset>
#include <limits>
#include <optional>
#include <vector>

#include "actors/coordination/agent_row.hpp"
#include "messages/errors.hpp"
#include "messages/routing_rules.hpp"

namespace mesh {

/// The requirements of a message on an agent.
struct routing_request {
  capability_set capabilities;
  std::optional<agent_class> cls;
  std::bitset<max_children> avoided_sectors = {}; // nobody there is chosen (D1)
};

/// Whether a message may go to this agent at all (X4, Z8): the reason when
/// not, `errc::none` when it may. Degraded agents may be sent to; offline,
/// quarantined and frozen ones not, nor who is joining or leaving (T5).
errc why_not_routable(const agent_row& row, const routing_request& wanted,
                      const routing_rules& rules);

/// Z8: no limit to the score: the only capable agent is used whatever it is.
inline constexpr double any_score = std::numeric_limits<double>::infinity();

/// Keeps the best N out of any number of agents (Z8): who is well before who
/// spikes or is degraded, and those before whose work is overdue; then by time,
/// that is the score without its cap.
class best_agents {
public:
  best_agents(std::size_t wanted, double score_limit);
  /// Offers an agent; only routable ones under the limit are kept.
  void offer(const agent_row& row, const routing_request& wanted, const routing_rules& rules);
  /// The best first; ties go to the lower id.
  [[nodiscard]] std::vector<agent_row> take();

private:
  std::size_t wanted_;
  double score_limit_;
  std::vector<agent_row> heap_; // worst on top
};

} // namespace mesh
