#pragma once
#include <vector>

#include "actors/chains/chain_plan.hpp"
#include "actors/coordination/roster.hpp"
#include "config/problem.hpp"

namespace mesh {

/// V1: notes what is wrong with the tasks of a plan in relation to each other: names that are
/// there twice or not at all, cycles, references to what is not known by then, numbers that
/// contradict each other. A relation is judged only where its fields are sound by themselves.
void check_plan(const chain_plan& plan, problem_list& problems);

/// Notes the tasks and verification steps for which this mesh has not enough agents, and
/// those that could only be verified by agents who worked on them.
void check_crew(const chain_plan& plan, const roster& who, problem_list& problems);

} // namespace mesh
