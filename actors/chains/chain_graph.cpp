#include "actors/chains/chain_graph.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace mesh {

chain_graph::chain_graph(const chain_plan& plan)
    : after_(plan.tasks.size()), before_(plan.tasks.size()) {
  std::unordered_map<std::string_view, place> places;
  for (place i = 0; i < plan.tasks.size(); ++i)
    places.emplace(plan.tasks[i].name, i);
  for (place i = 0; i < plan.tasks.size(); ++i) {
    for (const auto& name : ways_out(plan.tasks[i]))
      if (auto found = places.find(name); found != places.end())
        after_[i].push_back(found->second);
    std::ranges::sort(after_[i]);
    after_[i].erase(std::unique(after_[i].begin(), after_[i].end()), after_[i].end());
    for (auto next : after_[i])
      before_[next].push_back(i);
  }
  std::vector<std::size_t> open(size());
  for (place i = 0; i < size(); ++i)
    if ((open[i] = before_[i].size()) == 0)
      order_.push_back(i);
  for (std::size_t at = 0; at < order_.size(); ++at)
    for (auto next : after_[order_[at]])
      if (--open[next] == 0)
        order_.push_back(next);
}

bool chain_graph::leads_to(place first, place then) const {
  std::vector<bool> seen(size());
  std::vector<place> open{then};
  while (!open.empty()) {
    auto at = open.back();
    open.pop_back();
    for (auto earlier : before_[at]) {
      if (earlier == first)
        return true;
      if (!seen[earlier])
        open.push_back(earlier);
      seen[earlier] = true;
    }
  }
  return false;
}

std::vector<std::vector<chain_graph::place>> chain_graph::cycles() const {
  std::vector<bool> sorted(size());
  for (auto one : order_)
    sorted[one] = true;
  std::vector<std::vector<place>> found;
  std::vector<bool> named(size());
  for (place i = 0; i < size(); ++i) {
    if (sorted[i] || named[i] || !leads_to(i, i))
      continue;
    auto& group = found.emplace_back();
    for (place other = i; other < size(); ++other)
      if (!sorted[other] && !named[other]
          && (other == i || (leads_to(i, other) && leads_to(other, i)))) {
        named[other] = true;
        group.push_back(other);
      }
  }
  return found;
}

} // namespace mesh
