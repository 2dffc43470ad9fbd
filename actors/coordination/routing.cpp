#include "actors/coordination/routing.hpp"

#include <algorithm>
#include <tuple>

namespace mesh {

namespace {

/// F3: who is not well is routed around as long as there is anybody else.
int reserve_of(const agent_row& row) {
  if (row.holds.overdue)
    return 2;
  return row.flags.spike || row.state == agent_state::degraded ? 1 : 0;
}

bool better(const agent_row& a, const agent_row& b) {
  return std::tuple(reserve_of(a), a.lead_ms, a.score, a.id)
         < std::tuple(reserve_of(b), b.lead_ms, b.score, b.id);
}

} // namespace

errc why_not_routable(const agent_row& row, const routing_request& wanted,
                      const routing_rules& rules) {
  if (row.standing == membership::joining)
    return errc::joining;
  if (row.standing == membership::leaving)
    return errc::leaving;
  if (row.state == agent_state::quarantined)
    return errc::quarantined;
  if (row.state == agent_state::offline)
    return errc::agent_offline;
  if (row.frozen)
    return errc::frozen;
  if (!row.capabilities.includes(wanted.capabilities))
    return errc::capability_denied;
  if (rules.excluded(row.cls, wanted.capabilities))
    return errc::capability_denied;
  if (rules.avoided(row.id) || wanted.avoided_sectors.test(row.id.sector))
    return errc::routed_around;
  return errc::none;
}

best_agents::best_agents(std::size_t wanted, double score_limit)
    : wanted_(wanted), score_limit_(score_limit) {}

void best_agents::offer(const agent_row& row, const routing_request& wanted,
                        const routing_rules& rules) {
  if (row.state == agent_state::suspect || wanted_ == 0)
    return;
  if (!(row.score <= score_limit_)) // nor what is not a number
    return;
  if (wanted.cls && *wanted.cls != row.cls)
    return;
  if (why_not_routable(row, wanted, rules) != errc::none)
    return;
  if (heap_.size() == wanted_) {
    if (!better(row, heap_.front()))
      return;
    std::pop_heap(heap_.begin(), heap_.end(), better);
    heap_.pop_back();
  }
  heap_.push_back(row);
  std::push_heap(heap_.begin(), heap_.end(), better);
}

std::vector<agent_row> best_agents::take() {
  std::sort_heap(heap_.begin(), heap_.end(), better);
  return std::move(heap_);
}

} // namespace mesh
