#pragma once
#include <functional>
#include <optional>
#include <vector>

#include "actors/parts/alarm.hpp"
#include "config/config.hpp"
#include "messages/frozen_state.hpp"
#include "messages/supervision_messages.hpp"
#include "supervisors/breaker_tree.hpp"
#include "supervisors/failure_growth.hpp"

namespace mesh {

/// The breakers of a sector and of its clusters (B1-B3), and how failures that grow
/// isolate a sector (F6).
///
/// All hear of each change. A breaker that opened by itself is probed until it closes;
/// one that was opened by hand is closed only by hand.
class sector_breakers {
public:
  /// The coordinator's services to it.
  struct outlets {
    /// A change: to be told up and down, and recorded.
    std::function<void(const circuit&, const breaker_event&)> changed;
    /// The time that the ways to nearly all agents in a scope and back take, as it is known
    /// now.
    std::function<duration(const scope&)> links_to;
    /// Sends a probe to everybody in a scope, which has so much longer for the ways there
    /// and back, and says whether it went well.
    std::function<void(const scope&, duration links, std::function<void(bool good)>)> probe;
    /// F6: failures grow; to be told and recorded.
    std::function<void(const failure_event&)> grows;
  };
  sector_breakers(sector_id sector, const config& cfg, alarm timer, outlets to);

  void failed(const failure_event& what);
  /// From above, or as the one before this one had it (B2).
  void order(const circuit& what);
  void heal(const scope& where, heal_report& report);
  void reopen(const frozen_state& preserved);
  /// Why a cluster's part of new work is turned away; none when it is not. Counts.
  std::optional<error> refusal(cluster_id where);
  /// All that are not closed.
  [[nodiscard]] std::vector<circuit> circuits() const;
  [[nodiscard]] std::vector<frozen_breaker> preserved() const;
  void due();

private:
  void apply(const breaker_events& events);
  void wake_when_due();

  sector_id sector_;
  breaker_tree tree_;
  failure_growth growth_;
  alarm timer_;
  outlets to_;
};

} // namespace mesh
