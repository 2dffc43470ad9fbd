#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "supervisors/restart.hpp"
#include "supervisors/supervised_child.hpp"

namespace mesh {

/// The steps that one supervisor takes with its children: starts, stops, and several of
/// them in order. It decides nothing about failures; it says which child has failed.
///
/// Invariants: at most one child starts and at most one stops in order at a time; who is
/// queued or waits has no process; a place has at most one timer.
class child_steps {
public:
  /// Why a child was told to go, and so what happens when it is down.
  enum class purpose : std::uint8_t { none, stay, remove, group, failure };
  struct child {
    child_spec spec;
    restart_window window;
    child_state state = child_state::stopped;
    purpose stopped_for = purpose::none;
    exit_kind exit = exit_kind::normal; // of a failure that is yet being killed
    bool in_order = false;              // waits with a group: is then queued, not started
    int in_a_row = 0;
    std::optional<time_point> up_since;
    std::optional<time_point> timer;
    std::string detail;
  };
  /// A child that is down and was not told to be.
  struct failure {
    std::size_t place = 0;
    exit_kind exit = exit_kind::normal;
    std::string detail;
  };

  child_steps(double start_timeout_ms, double kill_timeout_ms)
      : start_timeout_ms_(start_timeout_ms), kill_timeout_ms_(kill_timeout_ms) {}

  /// Into a free place, else into a new one.
  std::size_t add(child added);
  child& at(std::size_t place);
  [[nodiscard]] const child_spec& spec(std::size_t place) const;
  [[nodiscard]] child_state state(std::size_t place) const;
  [[nodiscard]] bool holds(std::size_t place) const;
  [[nodiscard]] std::size_t places() const { return children_.size(); }
  [[nodiscard]] std::size_t held() const { return children_.size() - free_.size(); }
  [[nodiscard]] bool working() const { return phase_ == phase::working; }
  [[nodiscard]] bool finished() const { return phase_ == phase::finished; }
  [[nodiscard]] std::uint64_t touched() const { return touched_; }
  [[nodiscard]] std::optional<time_point> next_due() const;

  /// All that are stopped are to be started, in order.
  void queue_all();
  void start(std::size_t place, time_point now);
  /// `in_order`: then it is queued with its group, not started at once.
  void wait(std::size_t place, time_point when, bool in_order);
  /// It is not to be started after all.
  void cancel_start(std::size_t place);
  void started(std::size_t place, time_point now);
  void halt(std::size_t place, purpose why, time_point now);
  void kill(std::size_t place, time_point now);
  /// It is down without having been told to be.
  void down(std::size_t place);
  /// A child that was told to go has gone; the failure that it was killed for.
  std::optional<failure> gone(std::size_t place, time_point now);
  /// Takes the first timer that is due by now.
  std::optional<std::size_t> take_due(time_point now);
  /// The event that a child's timer was for has come, or has not come in time.
  std::optional<failure> overdue(std::size_t place, time_point now);

  /// Stops these, as far as they are up, and starts them again together.
  void restart_group(std::size_t failed, const std::vector<std::size_t>& members,
                     time_point when, time_point now);
  /// All, in reverse order; nothing is started any more.
  void begin_stop_all();
  /// The children that begin_stop_all has put in order stop at once.
  void stop_at_once(time_point now);

  void act(supervisor_action::kind what, std::size_t place, time_point when = {},
           error why = {});
  /// The actions to take, all consequences included.
  supervisor_actions take(time_point now);

private:
  enum class phase : std::uint8_t { working, stopping, finished };

  void set_timer(std::size_t place, time_point when);
  void clear_timer(std::size_t place);
  void join_group(std::size_t place, time_point& when);
  void stop_next(time_point now);
  void release_group(time_point now);
  void start_next(time_point now);

  double start_timeout_ms_;
  double kill_timeout_ms_;
  std::vector<child> children_;
  std::vector<std::size_t> free_;
  std::set<std::pair<time_point, std::size_t>> timers_;
  std::set<std::size_t> to_stop_; // highest first, one at a time
  std::optional<std::size_t> stopping_now_;
  std::set<std::size_t> group_; // to be started when all of to_stop_ are down
  time_point group_at_ = {};
  std::set<std::size_t> to_start_; // lowest first, one at a time
  std::optional<std::size_t> starting_now_;
  std::size_t up_ = 0; // starting, running, stopping or killing
  phase phase_ = phase::working;
  std::uint64_t touched_ = 0;
  supervisor_actions actions_;
};

} // namespace mesh
