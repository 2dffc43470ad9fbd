#pragma once
#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "config/protection.hpp"
#include "messages/ids.hpp"
#include "supervisors/sliding_count.hpp"

namespace mesh {

/// The lateness of the timers and actors of this process, for all who judge others by
/// their silence (F2). An actor of the process reports a beat every watch_period_ms;
/// a beat that comes late shows that the process was stopped, or had no time for its
/// actors, and that nobody in it could have heard anything meanwhile.
///
/// - Silence is measured on the listening clock, which stands still while the process
///   is away.
/// - Starved, the process judges nobody: from a beat later than watch_late_ms until
///   beats have been on time for watch_calm_ms.
/// - Not more than silent_deaths of each level of the tree die of silence within
///   silent_deaths_ms: when so many fall silent at a time the cause is common to all,
///   and replacing them adds load.
///
/// Its functions may be called by any thread; beat() by one at a time.
class process_watch {
public:
  process_watch(const failures_config& cfg, time_point start);

  /// The event to record, as failure_class::detection_held.
  using news = std::optional<std::string>;
  /// A beat that was due at `due` has reached its actor at `now`.
  news beat(time_point due, time_point now);
  [[nodiscard]] duration period() const { return period_; }

  /// The time that this process could hear somebody: as far from any other reading as
  /// the clock is, less the time between them in which it was away.
  [[nodiscard]] time_point listening(time_point now) const;
  /// Whether silence says anything at present.
  [[nodiscard]] bool judges(time_point now) const;
  /// Whether one more of a level may die of silence; if so, it counts. What was denied
  /// counts as held.
  bool may_die(scope::level of, time_point now);
  /// The mesh ends: nobody is judged any more.
  void end();
  [[nodiscard]] bool ended() const { return ended_; }

  struct figures {
    bool starved = false;
    double late_ms = 0;              // the newest beat, or one that is overdue
    std::uint64_t times_starved = 0; // since the start
    double away_ms = 0;              // in all
    std::uint64_t deaths_held = 0;
  };
  [[nodiscard]] figures at(time_point now) const;

private:
  /// Read for each message, so without a lock: two values that belong together, and a
  /// number that is odd while they are being written.
  class listening_clock {
  public:
    explicit listening_clock(time_point start) : beat_at_(start) {}
    void set(time_point beat_at, duration away);
    [[nodiscard]] time_point read(time_point now, duration period) const;

  private:
    std::atomic<std::uint32_t> version_{0};
    std::atomic<time_point> beat_at_;
    std::atomic<duration> away_{duration::zero()};
  };
  news say(time_point now);
  [[nodiscard]] bool is_starved(time_point now) const;
  [[nodiscard]] duration late(time_point now) const;

  const duration period_;
  const duration bearable_; // lateness
  const duration calm_;
  const std::uint32_t most_deaths_;
  const double deaths_within_ms_;

  listening_clock listening_;
  mutable std::mutex mutex_;
  time_point beat_at_;
  time_point due_;         // the next beat
  duration newest_late_{}; // of the newest beat
  bool starved_ = false;
  time_point late_at_{}; // the newest late beat
  duration away_now_{};  // in this starvation
  duration away_{};
  std::uint64_t times_ = 0;
  std::uint64_t held_ = 0;
  bool held_unsaid_ = false;
  std::atomic<bool> ended_{false};
  std::vector<sliding_count> deaths_; // by level
  std::optional<time_point> said_held_;
};

} // namespace mesh
