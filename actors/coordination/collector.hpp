#pragma once
#include <algorithm>
#include <bitset>
#include <cstdint>
#include <map>

#include "messages/gather_summary.hpp"
#include "messages/scatter_order.hpp"

namespace mesh {

/// Puts together the summaries of the children of one parent: a coordinator's
/// clusters, the orchestrator's sectors. Each child counts once.
class collector {
public:
  collector(std::uint64_t gather, scope from, time_point give_up_at, summary_bounds bounds);
  /// `child` is 0 to 99 (T1); there is no other to wait for.
  void expect(std::uint8_t child, bool is_asked = true);
  /// One that was not there at first is asked now.
  void asked(std::uint8_t child);
  /// Times a child was asked before this time (M4).
  int asks(std::uint8_t child);
  /// False for a child that was not asked or has answered already.
  bool add(std::uint8_t child, const gather_summary& part);
  [[nodiscard]] bool done() const { return awaited_.none(); }
  [[nodiscard]] bool awaits(std::uint8_t child) const {
    return child < awaited_.size() && awaited_.test(child);
  }
  [[nodiscard]] time_point give_up_at() const { return give_up_at_; }
  /// Not to be waited for any longer than until then.
  void hurry(time_point by) { give_up_at_ = std::min(give_up_at_, by); }
  /// A child that did not answer in time: its agents are stragglers, by name,
  /// for they may have acted; refused, when it was never asked. Does nothing for one that
  /// is not awaited.
  void give_up(std::uint8_t child, errc reason, const std::vector<agent_id>& agents);
  /// The same for an order that goes no further than sectors or leads: who did not
  /// confirm is named by an agent of its own, and no agent is counted.
  void give_up_units(std::uint8_t child, errc reason, const std::vector<agent_id>& one_of_each);
  [[nodiscard]] gather_summary& summary() { return summary_; }

private:
  std::bitset<max_children> awaited_;
  std::bitset<max_children> asked_;
  std::map<std::uint8_t, int> times_asked_;
  time_point give_up_at_;
  summary_bounds bounds_;
  gather_summary summary_;
};

/// The targets of an order that lie in one cluster or sector. `order.targets`
/// must be sorted by agent.
std::vector<target> targets_in(const scatter_order& order, const scope& where);

/// Whether an order concerns anybody in a sector or cluster.
bool concerns(const scatter_order& order, const scope& child);

} // namespace mesh
