#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

#include "actors/coordination/kpi.hpp"
#include "messages/orchestration.hpp"

namespace mesh {

/// The orchestrator's figures of commands: the KPIs, the conflicts of the last
/// hour, and how long ago the last cascade was.
class mesh_figures {
public:
  /// A command to agents has ended. `counts`: it went to somebody, and was not cancelled.
  void gathered(const scatter_result& result, bool counts, time_point now);
  void cascaded(const cascade_result& result, time_point now);
  void observed_active_rate(double rate) { kpi_.observed_active_rate(rate); }
  void add_to(orchestrator_report& report, time_point now);

private:
  kpi_board kpi_;
  std::optional<time_point> last_cascade_;
  std::deque<std::pair<time_point, std::uint32_t>> conflicts_; // of the last hour
};

} // namespace mesh
