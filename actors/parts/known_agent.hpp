#pragma once
#include <optional>
#include <utility>

#include "actors/coordination/agent_row.hpp"
#include "actors/coordination/baseline.hpp"
#include "actors/coordination/success_rate.hpp"
#include "config/config.hpp"
#include "messages/agent_identity.hpp"
#include "messages/agent_messages.hpp"

namespace mesh {

/// A lead's knowledge of one agent: its row (Z2), and what that is computed from.
///
/// The row's score and flags follow from its measured times, and so does whether an
/// agent that is up and not quarantined is active or degraded: what changes the times
/// computes them anew. Other columns are for the parts of the lead to write.
class known_agent {
public:
  /// Nobody: the slot is free.
  explicit known_agent(agent_id id = {});
  /// An agent of which nothing was measured yet. It is down until it is up.
  known_agent(const agent_identity& who, membership standing, const config& cfg);

  agent_row row;
  bool down = true;                     // and perhaps soon replaced
  std::optional<time_point> away_since; // its work is elsewhere and out of reach (F1)
  bool away_told = false;               // as lost (F2)
  std::uint16_t incarnation = 0;        // what an earlier one says is void
  time_point heard{};                   // last, on the listening clock

  /// A lead gets to know it.
  void meet(bool up, std::uint16_t which, time_point moment);
  /// As the lead before this one published it; does nothing when that was another agent.
  void take_over(const agent_row& known, time_point moment, const config& cfg);
  /// It is there again, and has nothing in hand.
  void replaced(std::uint16_t by, time_point moment, const config& cfg);
  /// F2: it went down.
  void lost();

  void learn(const profile_report& report, int queue_depth, time_point moment,
             const config& cfg);
  /// Its work is elsewhere, and can be reached or not. True: that is news.
  bool reachable(bool away, time_point moment, const config& cfg);
  /// Once per heartbeat: what is usual for it (Z6).
  void note_usual(const profile_report& report, const config& cfg);
  /// Z2: how an answer of its ended counts for its reliability.
  void ended(bool success, time_point moment) { successes_.add(success, moment); }
  void write_reliability(time_point moment);

  /// A round trip of a message; it is told to the agent once.
  void measured_round_trip(double ms);
  float take_round_trip() { return std::exchange(round_trip_ms_, no_round_trip); }
  /// A round trip of a heartbeat.
  void measured_link(double ms);
  /// The newest of them, which a link may well take longer than it is until the next
  /// heartbeat; 0: none yet.
  [[nodiscard]] double link_ms() const { return link_ms_; }

  /// Its current work, as of then.
  struct holding {
    bool newly_overdue = false; // to be said once
    bool visible = false;       // whoever chooses agents is to see it
  };
  holding hold(const in_hand& what, time_point as_of, time_point moment, const config& cfg);
  /// Times to plan with: an agent with overdue work takes no less than that work has
  /// taken already.
  [[nodiscard]] impedance believed(time_point moment) const;
  void rescore(const config& cfg);

private:
  success_rate successes_;
  baseline usual_;
  bool linked_ = false; // its work is elsewhere (X1)
  float prior_score_ = 0;
  float link_ms_ = 0;
  float round_trip_ms_ = no_round_trip;
  time_point holds_as_of_{};
};

} // namespace mesh
