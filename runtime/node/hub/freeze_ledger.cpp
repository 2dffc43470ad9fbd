#include "runtime/node/hub/freeze_ledger.hpp"

#include <algorithm>

namespace mesh::node {

void freeze_ledger::note(const placed_part& part, const freeze_order& order) {
  auto& told = told_[part];
  std::erase_if(told, [&](const scope& where) { return order.where.covers(where); });
  if (order.what == freeze_act::freeze)
    told.push_back(order.where);
}

std::vector<freeze_order> freeze_ledger::due(const placed_part& part) {
  std::vector<freeze_order> orders;
  auto& told = told_[part];
  std::erase_if(told, [&](const scope& where) {
    const bool ended = std::ranges::none_of(
        standing_, [&](const freeze_order& order) { return order.where.covers(where); });
    if (ended)
      orders.push_back({0, freeze_act::thaw, where, {}});
    return ended;
  });
  for (const auto& order : standing_) {
    const bool knows = std::ranges::any_of(
        told, [&](const scope& where) { return where.covers(order.where); });
    if (knows || !part.touched_by(order.where))
      continue;
    orders.push_back(order);
    told.push_back(order.where);
  }
  return orders;
}

} // namespace mesh::node
