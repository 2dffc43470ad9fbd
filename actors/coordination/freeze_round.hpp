#pragma once
#include <bitset>
#include <cstdint>
#include <string>
#include <vector>

#include "messages/freeze.hpp"

namespace mesh {

/// One order to freeze or thaw on its way through one parent: which of its
/// children (agents, clusters or sectors) have not answered yet, and what the
/// others said (O6). Each child counts once.
class freeze_round {
public:
  freeze_round(freeze_order order, scope from, time_point give_up_at, summary_bounds bounds);

  [[nodiscard]] const freeze_order& order() const { return order_; }
  /// Nobody is waited for any longer.
  [[nodiscard]] time_point give_up_at() const { return give_up_at_; }

  /// `child` is 0 to 99 (T1); there is no other to wait for.
  void expect(std::uint8_t child);
  [[nodiscard]] bool awaits(std::uint8_t child) const {
    return child < awaited_.size() && awaited_.test(child);
  }
  [[nodiscard]] bool done() const { return awaited_.none(); }
  /// Does not wait for this child any longer; false if it did not.
  bool settle(std::uint8_t child);

  /// An agent does as it was told.
  void obeyed();
  /// It has stopped, and this is what it holds.
  void stopped(frozen_agent held);
  /// An agent does not: `agent_down` for one that is not there, else it gave no
  /// answer.
  void missing(agent_id agent, errc why, const std::string& detail);
  /// A breaker that is not closed; it is preserved if it lies in the scope.
  void note(frozen_breaker breaker);
  /// A child's report of all its agents.
  void add(const freeze_report& part);
  /// All of it; the round is over.
  freeze_report take();

private:
  freeze_order order_;
  time_point give_up_at_;
  summary_bounds bounds_;
  std::bitset<max_children> awaited_;
  freeze_report report_;
  std::vector<frozen_agent> page_;
};

} // namespace mesh
