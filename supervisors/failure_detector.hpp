#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "config/protection.hpp"
#include "messages/failure_event.hpp"
#include "messages/in_hand.hpp"

namespace mesh {

struct impedance_config;

/// A lead's conclusions from what it sees of its agents (F1-F4). Told every
/// observation; answers with an event when there is something to do, once for
/// each failure and not for each heartbeat it lasts. F5 and F6 are seen from
/// further away: contradiction.hpp, failure_growth.hpp.
class failure_detector {
public:
  using seen = std::optional<failure_event>; // empty: nothing new

  failure_detector(cluster_id cluster, const failures_config& cfg,
                   const impedance_config& health);

  /// F1: a send that failed, and one that did not. Several in a row escalate,
  /// and the count begins anew.
  seen network_error(std::uint8_t slot, std::string_view detail, time_point now);
  void network_ok(std::uint8_t slot);

  /// A heartbeat: the agent is there, and be it again.
  void heard(std::uint8_t slot);
  /// F2: nothing was heard since `last_heard`.
  seen silence(std::uint8_t slot, time_point last_heard, time_point now);
  /// F2: its link was lost then, and it has not come back.
  seen away(std::uint8_t slot, time_point since, time_point now);
  /// F2: its actor went down. A replacement that fails as well escalates.
  seen down(std::uint8_t slot, std::string_view detail, time_point now);
  /// F2: a replacement is up.
  void replaced(std::uint8_t slot, time_point now);

  /// F3: the agent takes over twice what is usual for it (Z6), or does not any
  /// more. Several that spike at a time escalate.
  seen spike(std::uint8_t slot, bool spikes, double score, double usual, time_point now);
  /// The agent has work in hand that takes much longer than is usual. Told once.
  [[nodiscard]] failure_event overdue(std::uint8_t slot, const in_hand& what,
                                      time_point now) const;

  /// F4: the hash of its context against the one it should have; 0 is unknown.
  /// Escalates at once to the orchestrator, where K2 sends hash mismatches.
  seen context(std::uint8_t slot, std::uint64_t expected, std::uint64_t found, time_point now);

  /// Nothing is known of the agent any more: it has left, or another has its slot.
  void forget(std::uint8_t slot);
  [[nodiscard]] int spiking() const { return spiking_; }

private:
  struct agent {
    int network_errors = 0;
    bool lost = false; // and not replaced yet
    bool spikes = false;
    bool corrupt = false;
    std::optional<time_point> replaced_at;
  };
  agent& of(std::uint8_t slot);
  [[nodiscard]] bool knows(std::uint8_t slot) const { return slot < agents_.size(); }
  seen lose(std::uint8_t slot, std::string text, time_point now);
  [[nodiscard]] failure_event event(failure_class what, std::uint8_t slot, std::string text,
                                    escalation to, time_point now) const;

  cluster_id cluster_;
  failures_config cfg_;
  double silence_ms_;
  int spiking_ = 0;
  std::vector<agent> agents_; // by slot; none for those of which nothing was seen
};

} // namespace mesh
