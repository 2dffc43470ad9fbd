#pragma once
#include "actors/chains/chain_experience.hpp"
#include "actors/chains/chain_map.hpp"

namespace mesh {

/// What speculating on a task is expected to bring, and to cost, in milliseconds.
struct speculation_odds {
  double holds = 1; // probability that all it builds on is verified as it is
  double gain_ms = 0;
  double waste_ms = 0;
};

/// Of beginning a task now rather than when all it builds on is verified. Gained is the
/// shorter of its work and of the verification that would be waited for, when that holds;
/// wasted is its work, when it does not. Times that nobody has measured count as alike.
speculation_odds odds_of(const chain_map& of, chain_map::place task,
                         const chain_experience& learned);

/// V2: whether agents may go on to a task that builds on a row of `depth` unverified ones, by
/// the plan's `speculate` and `depth`. Adaptive: when the gain is larger than the waste.
bool may_speculate(const chain_map& of, chain_map::place task, int depth,
                   const chain_experience& learned);

} // namespace mesh
