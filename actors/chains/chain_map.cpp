#include "actors/chains/chain_map.hpp"

#include <algorithm>
#include <cassert>
#include <map>
#include <set>

#include "actors/chains/references.hpp"

namespace mesh {

bool is_under_way(task_phase phase) {
  return phase == task_phase::running || phase == task_phase::assumed
         || phase == task_phase::checked;
}

chain_map::chain_map(std::shared_ptr<const chain_plan> plan)
    : plan_(std::move(plan)),
      graph_(*plan_),
      tasks_(plan_->tasks.size()),
      rank_(plan_->tasks.size()) {
  assert(graph_.order().size() == tasks_.size());
  for (std::uint32_t i = 0; i < graph_.order().size(); ++i)
    rank_[graph_.order()[i]] = i;
}

bool chain_map::ended(place task) const {
  const auto& mine = tasks_[task];
  return mine.phase == task_phase::verified
         || (mine.phase == task_phase::skipped && mine.firmly_skipped);
}

void chain_map::be(place task, task_phase now) {
  auto& mine = tasks_[task];
  under_way_ -= is_under_way(mine.phase) ? 1 : 0;
  ended_ -= ended(task) ? 1 : 0;
  mine.phase = now;
  mine.firmly_skipped = now == task_phase::skipped && look_back(task).firm;
  under_way_ += is_under_way(mine.phase) ? 1 : 0;
  ended_ += ended(task) ? 1 : 0;
}

std::optional<std::string> chain_map::target(place task, const std::string& decided) const {
  const auto& branch = *plan_->tasks[task].branch;
  auto found = std::ranges::find(branch.ways, decided, &branch_way::when);
  return found != branch.ways.end() ? std::optional(found->to) : branch.otherwise;
}

chain_map::way_state chain_map::way(place from, place to) const {
  const auto& first = tasks_[from];
  switch (first.phase) {
  case task_phase::waiting:
  case task_phase::running:
  case task_phase::failed:
    return {edge::open, false};
  case task_phase::skipped:
    return {edge::dead, first.firmly_skipped};
  default:
    break;
  }
  auto firm = first.phase == task_phase::verified;
  if (!plan_->tasks[from].branch)
    return {edge::taken, firm};
  if (!first.decided)
    return {edge::open, false};
  auto leads_to = target(from, *first.decided);
  if (!leads_to)
    return {edge::open, false};
  return {*leads_to == plan_->tasks[to].name ? edge::taken : edge::dead, firm};
}

chain_map::outlook chain_map::look_back(place task) const {
  outlook seen;
  seen.taken = graph_.before(task).empty();
  for (auto earlier : graph_.before(task)) {
    auto state = way(earlier, task);
    seen.open = seen.open || state.is == edge::open;
    seen.taken = seen.taken || state.is == edge::taken;
    seen.firm = seen.firm && state.firm;
  }
  return seen;
}

std::vector<chain_map::place> chain_map::rests_on(place task) const {
  std::set<place> seen;
  std::vector<place> open{task};
  while (!open.empty()) {
    auto at = open.back();
    open.pop_back();
    for (auto earlier : graph_.before(at)) {
      if (!ended(earlier) && seen.insert(earlier).second)
        open.push_back(earlier);
    }
  }
  std::vector<place> all(seen.begin(), seen.end());
  std::ranges::sort(all, {}, [this](place one) { return rank_[one]; });
  return all;
}

int chain_map::depth(place task) const {
  std::map<place, int> row; // longest row of unverified tasks that ends with this one
  auto longest_before = [&](place one) {
    int longest = 0;
    for (auto earlier : graph_.before(one))
      if (auto found = row.find(earlier); found != row.end())
        longest = std::max(longest, found->second);
    return longest;
  };
  for (auto one : rests_on(task))
    row[one] = longest_before(one) + (tasks_[one].phase == task_phase::skipped ? 0 : 1);
  return longest_before(task);
}

std::string chain_map::fill(const std::string& text, const std::string* output) const {
  return fill_in(text, [&](const std::string& name) {
    if (output != nullptr && name == "output")
      return *output;
    auto of = find_task(*plan_, name);
    return of == std::string::npos ? std::string() : tasks_[of].output;
  });
}

} // namespace mesh
