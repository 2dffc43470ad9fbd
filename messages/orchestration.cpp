#include "messages/orchestration.hpp"

namespace mesh {

std::string_view to_string(quorum_decision decision) {
  switch (decision) {
  case quorum_decision::proceed:
    return "PROCEED";
  case quorum_decision::wait:
    return "WAIT";
  case quorum_decision::resolve_conflicts:
    return "RESOLVE_CONFLICTS";
  case quorum_decision::retry:
    break;
  }
  return "RETRY";
}

std::string_view to_string(cascade_kind kind) {
  switch (kind) {
  case cascade_kind::wave:
    return "wave";
  case cascade_kind::parallel:
    return "parallel";
  case cascade_kind::priority_first:
    break;
  }
  return "priority_first";
}

std::string_view to_string(phase_outcome outcome) {
  switch (outcome) {
  case phase_outcome::success:
    return "SUCCESS";
  case phase_outcome::partial:
    return "PARTIAL";
  case phase_outcome::skipped:
    return "SKIPPED";
  case phase_outcome::nobody:
    break;
  }
  return "NOBODY";
}

std::string scatter_result::recommendation() const {
  if (success() || failure.code != errc::none)
    return {};
  if (cancelled)
    return "run_again";
  if (summary.sent == 0 && summary.refused > summary.skipped)
    return "look_at_the_refused"; // a window is of no use to them
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
