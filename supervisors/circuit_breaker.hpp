#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/protection.hpp"
#include "messages/protection_messages.hpp"
#include "messages/vocabulary.hpp"
#include "supervisors/sliding_count.hpp"

namespace mesh {

using breaker_state = circuit_state;

struct breaker_change {
  breaker_state from = breaker_state::closed;
  breaker_state to = breaker_state::closed;
  std::string reason;
  bool operator==(const breaker_change&) const = default;
};

/// Keeps work away from what fails (B1, B2).
///
///   closed ──more failures than the limit──► open ◄──any failure──┐
///      ▲                                      │ good probe        │
///      └──────watched, no failure──────── half_open ──────────────┘
///
/// Opened by hand it is not probed and stays open until closed by hand.
/// Whatever changes the state returns the change.
class circuit_breaker {
public:
  using change = std::optional<breaker_change>;

  /// Opens at more than `failures` within the window; the rest is as configured.
  circuit_breaker(int failures, const breakers_config& cfg);

  change failure(time_point now);
  /// Opens it for a reason other than its own count; unless it is open.
  change trip(std::string reason, time_point now);

  /// Whether one message may pass. Half-open lets every n-th through. What is
  /// turned away is counted.
  bool admit();

  /// Time for a probe, and none is under way.
  [[nodiscard]] bool wants_probe(time_point now) const;
  /// `links`: what the ways there and back take beside the answer; it has so much longer.
  void probe_sent(time_point now, duration links = {});
  /// The result of the probe that was sent; without one it is ignored.
  change probed(bool good, time_point now);

  /// Closes what was watched long enough; a probe that is overdue was bad.
  change due(time_point now);
  /// When `due` or a probe is next; empty when nothing is waited for.
  [[nodiscard]] std::optional<time_point> next_due() const;

  /// By hand; a change also of one that is open already: it was probed before, and
  /// is not any more.
  change force_open(std::string reason, time_point now);
  change force_close(std::string reason, time_point now);

  [[nodiscard]] breaker_state state() const { return state_; }
  [[nodiscard]] const std::string& reason() const { return reason_; }
  [[nodiscard]] time_point since() const { return since_; }
  [[nodiscard]] bool by_hand() const { return by_hand_; }
  [[nodiscard]] std::uint64_t turned_away() const { return turned_away_; }
  [[nodiscard]] std::uint32_t failures(time_point now) const { return failures_.count(now); }

private:
  breaker_change enter(breaker_state next, std::string reason, time_point now, double stay_ms);

  std::uint32_t limit_;
  std::uint32_t let_every_;
  double window_ms_;
  double open_ms_;
  double reopen_ms_;
  double watch_ms_;
  double probe_timeout_ms_;
  sliding_count failures_;
  breaker_state state_ = breaker_state::closed;
  bool by_hand_ = false;
  bool probing_ = false;
  std::string reason_;
  time_point since_ = {};
  time_point until_ = {};   // to the probe, to its timeout, or to the end of the watch
  std::uint64_t asked_ = 0; // while half-open
  std::uint64_t turned_away_ = 0;
};

/// The new state of a breaker, as it is told up and down the tree (M2).
circuit circuit_of(const scope& where, const circuit_breaker& breaker);

} // namespace mesh
