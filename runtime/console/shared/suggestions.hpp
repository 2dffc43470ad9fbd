#pragma once
#include <string>
#include <vector>

#include "actors/coordination/causes.hpp"
#include "runtime/console/running/command_context.hpp"
#include "supervisors/event_record.hpp"

/// Changes that the mesh itself would recommend (N1).
namespace mesh::console {

/// Exact commands, and why. The sentence has no full stop.
struct suggestion {
  std::vector<std::string> commands;
  std::string why;
  std::string author = {}; // who wrote the commands, where that is not who asks; `model`
};

/// A slow agent that could be routed around: the worst of them, so many at most. `slow`: the
/// rows of a scope that are slow or overdue, in any order.
std::vector<suggestion> around_slow(std::vector<agent_row> slow, std::size_t most);
/// A class that is given work that another class is made for: one for each class and
/// capability of which at least two agents are stuck.
std::vector<suggestion> exclude_unfit(const std::vector<agent_facts>& stuck);
/// A cluster or sector whose breaker has opened again and again since then.
std::vector<suggestion> heal_again(const std::vector<breaker_note>& changes, time_point since);

/// The agents of a scope that are slow, spike or are overdue, and no rule avoids yet; the
/// slowest first.
std::vector<agent_row> slow_agents(command_context& at, const scope& where);
/// A rule excludes its class from a capability that its task needs already.
bool is_excluded(command_context& at, const agent_facts& facts);
/// All that the mesh would recommend now.
std::vector<suggestion> suggestions_now(command_context& at);
/// Proposes them, as the mesh: those that wait already are renewed, and it keeps a bound.
void propose_own(command_context& at);

} // namespace mesh::console
