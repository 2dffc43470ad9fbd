#include "actors/parts/task_answer.hpp"

namespace mesh {

work_fate fate_of(const gather_summary& s) {
  const auto& why = s.exceptions.front();
  return fate_of(why.kind, why.reason);
}

error no_result(agent_id agent, const exception_group& why, work_fate fate,
                const std::string& until) {
  auto who = to_string(agent);
  auto said = why.detail.empty() ? "" : " (" + why.detail + ")";
  switch (fate) {
  case work_fate::never_begun:
    return {errc::timeout, who + " had not started it " + until + ", and will not" + said};
  case work_fate::goes_on:
    return {errc::timeout,
            who + " returned no result " + until + "; it continues, as requested"};
  case work_fate::done_late:
    return {errc::timeout, who + " returned no result " + until + "; it was done, too late"};
  case work_fate::unknown:
    if (why.reason == errc::agent_down)
      return {errc::timeout, who + " went down with it, and it was not done " + until};
    return {errc::unknown,
            who + " returned no result " + until + ", and whether it does it is unknown: "
                + std::string(name_of(why.reason)) + said,
            "check whether it was done before you ask again"};
  default:
    return {errc::timeout, who + " returned no result " + until + ": its work "
                               + (why.detail.empty() ? "was stopped" : why.detail)};
  }
}

std::string within(double timeout_ms) {
  return "in " + std::to_string(int(timeout_ms)) + " ms";
}

} // namespace mesh
