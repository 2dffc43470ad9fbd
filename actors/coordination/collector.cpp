#include "actors/coordination/collector.hpp"

#include <algorithm>

namespace mesh {

collector::collector(std::uint64_t gather, scope from, time_point give_up_at,
                     summary_bounds bounds)
    : give_up_at_(give_up_at), bounds_(bounds) {
  summary_.gather = gather;
  summary_.from = from;
}

void collector::expect(std::uint8_t child) {
  if (child < awaited_.size())
    awaited_.set(child);
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
  for (auto agent : agents) {
    ++summary_.targets;
    ++summary_.sent;
    ++summary_.straggler;
    summary_.add_exception(exception_kind::straggler, reason, "no summary came back", agent,
                           bounds_);
  }
}

std::vector<target> targets_in(const scatter_order& order, const scope& where) {
  std::vector<target> mine;
  std::copy_if(order.targets.begin(), order.targets.end(), std::back_inserter(mine),
               [&](const target& t) { return where.contains(t.agent); });
  return mine;
}

} // namespace mesh
