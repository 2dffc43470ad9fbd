#pragma once
#include <string>
#include <vector>

#include "actors/chains/chain_state.hpp"

namespace mesh {

/// V1: how a verification step stands, by the checks of one part of a task.
enum class step_verdict : std::uint8_t {
  open,      // not enough answers yet
  passed,    // enough have signed off
  refuted,   // too many have refuted it
  unanswered // too few are left who could sign off, and nobody has refuted it
};
step_verdict verdict_of(const std::vector<check_progress>& checks, int sign_off);

/// What most of those who signed off have answered; of several, the first in order. This
/// decides a branch.
std::string common_answer(const std::vector<const check_progress*>& checks);

} // namespace mesh
