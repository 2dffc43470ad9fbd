#pragma once
#include <functional>
#include <optional>
#include <string>

#include "actors/coordination/freeze_round.hpp"
#include "actors/coordination/roster.hpp"
#include "actors/parts/alarm.hpp"
#include "actors/parts/children.hpp"

namespace mesh {

/// Passes an order to freeze or to thaw on to the children of one parent, and puts
/// together what they report (O6).
///
/// One round at a time. It ends exactly once: when each child that the order touches
/// has reported, or at its end; then the agents of those that have not are named. A
/// child that is replaced meanwhile gets the order, too.
class freeze_desk {
public:
  using reported = std::function<void(freeze_report)>;
  /// The error under which the agents of a silent child are counted.
  struct silence {
    errc reason = errc::none;
    std::string detail;
  };

  /// `not_closed` names the parent's own breakers that are to be preserved.
  freeze_desk(children& below, const roster& who, summary_bounds bounds, silence of_child,
              alarm timer, std::function<std::vector<frozen_breaker>()> not_closed);

  /// The order of the round that is under way; null when there is none.
  [[nodiscard]] const freeze_order* under_way() const {
    return round_ ? &round_->order() : nullptr;
  }
  void begin(const freeze_order& order, time_point give_up_at, reported done);
  void note(const freeze_report& part);
  void child_is_back(std::uint8_t place);
  /// Gives up who is overdue.
  void due();
  /// Ends the round that is under way with what was reported so far.
  void finish();

private:
  children& below_;
  const roster& who_;
  summary_bounds bounds_;
  silence silence_;
  alarm timer_;
  std::function<std::vector<frozen_breaker>()> not_closed_;
  std::optional<freeze_round> round_;
  reported done_;
};

} // namespace mesh
