#include "actors/chains/chain_plan.hpp"

#include <algorithm>

namespace mesh {

std::size_t find_task(const chain_plan& plan, const std::string& name) {
  auto found = std::ranges::find(plan.tasks, name, &chain_task::name);
  return found == plan.tasks.end() ? std::string::npos
                                   : static_cast<std::size_t>(found - plan.tasks.begin());
}

bool may_repeat(const task_effect& what) {
  return what.command.empty() || what.repeat == "safe";
}

std::vector<std::string> needs_of(const chain_task& task,
                                  const permissions_config& permissions) {
  auto needs = task.needs;
  if (!task.effects.empty())
    for (const auto& one : permissions.effects)
      if (std::ranges::count(needs, one) == 0)
        needs.push_back(one);
  return needs;
}

std::vector<std::string> ways_out(const chain_task& task) {
  if (!task.branch)
    return task.next;
  std::vector<std::string> out;
  for (const auto& way : task.branch->ways)
    out.push_back(way.to);
  if (task.branch->otherwise)
    out.push_back(*task.branch->otherwise);
  std::erase(out, std::string());
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

} // namespace mesh
