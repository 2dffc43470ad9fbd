#include "actors/coordination/collector.hpp"

#include <algorithm>

namespace mesh {

collector::collector(std::uint64_t gather, scope from, time_point give_up_at,
                     summary_bounds bounds)
    : give_up_at_(give_up_at), bounds_(bounds) {
  summary_.gather = gather;
  summary_.from = from;
}

void collector::expect(std::uint8_t child, bool is_asked) {
  if (child >= awaited_.size())
    return;
  awaited_.set(child);
  asked_.set(child, is_asked);
}

void collector::asked(std::uint8_t child) {
  if (awaits(child))
    asked_.set(child);
}

int collector::asks(std::uint8_t child) {
  return times_asked_[child]++;
}

bool collector::add(std::uint8_t child, const gather_summary& part) {
  if (!awaits(child))
    return false;
  awaited_.reset(child);
  summary_.merge(part, bounds_);
  return true;
}

void collector::give_up(std::uint8_t child, errc reason, const std::vector<agent_id>& agents) {
  if (!awaits(child))
    return;
  awaited_.reset(child);
  const bool may_have_acted = asked_.test(child);
  const auto kind = may_have_acted ? exception_kind::straggler : exception_kind::refused;
  const auto* detail = may_have_acted ? "no summary came back" : "there was no actor to ask";
  for (auto agent : agents) {
    ++summary_.targets;
    if (may_have_acted)
      ++summary_.sent;
    ++(may_have_acted ? summary_.straggler : summary_.refused);
    summary_.add_exception(kind, reason, detail, agent, bounds_);
  }
}

void collector::give_up_units(std::uint8_t child, errc reason,
                              const std::vector<agent_id>& one_of_each) {
  if (!awaits(child))
    return;
  awaited_.reset(child);
  for (auto agent : one_of_each)
    summary_.add_exception(exception_kind::straggler, reason, "did not confirm", agent,
                           bounds_);
}

std::vector<target> targets_in(const scatter_order& order, const scope& where) {
  std::vector<target> mine;
  std::copy_if(order.targets.begin(), order.targets.end(), std::back_inserter(mine),
               [&](const target& t) { return where.contains(t.agent); });
  return mine;
}

bool concerns(const scatter_order& order, const scope& child) {
  if (!order.where.covers(child) && !child.covers(order.where))
    return false;
  return order.targets.empty() || std::ranges::any_of(order.targets, [&](const target& t) {
           return child.contains(t.agent);
         });
}

} // namespace mesh
