#include "messages/orchestration.hpp"

namespace mesh {

std::string scatter_result::recommendation() const {
  if (success() || failure.code != errc::none)
    return {};
  if (cancelled)
    return "run_again";
  switch (decision.decision) {
  case quorum_decision::wait:
    return "retry_with_larger_window";
  case quorum_decision::resolve_conflicts:
    return "resolve_conflicts";
  case quorum_decision::retry:
  case quorum_decision::proceed:
    break;
  }
  if (summary.skipped > summary.sent)
    return "retry_with_longer_horizon";
  return summary.refused > 0 ? "look_at_the_refused" : "retry_with_larger_window";
}

} // namespace mesh
