#include "actors/chains/step_verdict.hpp"

#include <algorithm>
#include <map>

namespace mesh {

step_verdict verdict_of(const std::vector<check_progress>& checks, int sign_off) {
  auto signed_off = std::ranges::count_if(checks, &check_progress::signed_off);
  auto open = std::ranges::count_if(checks, &check_progress::open);
  if (signed_off >= sign_off)
    return step_verdict::passed;
  if (signed_off + open >= sign_off)
    return step_verdict::open;
  return std::ranges::any_of(checks, &check_progress::refuted) ? step_verdict::refuted
                                                               : step_verdict::unanswered;
}

std::string common_answer(const std::vector<const check_progress*>& checks) {
  std::map<std::string, int> votes;
  for (const auto* check : checks)
    if (check->signed_off)
      ++votes[check->answer];
  auto most = std::ranges::max_element(
      votes, [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == votes.end() ? std::string() : most->first;
}

} // namespace mesh
