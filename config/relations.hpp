#pragma once
#include "config/config.hpp"
#include "config/problem.hpp"

namespace mesh {

/// Notes where fields contradict each other: counts that do not multiply up
/// (T1), a minimum above its maximum, agents outside the tree, capabilities
/// nobody has. A relation is judged only if its fields are sound by themselves.
void check_relations(const config& c, problem_list& problems);
/// The part of it that speaks of plain words, and of the model behind them.
void check_talk_relations(const config& c, problem_list& problems);
/// The part of it that speaks of agents and what they can do.
void check_agent_relations(const config& c, problem_list& problems);

} // namespace mesh
