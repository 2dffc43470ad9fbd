#pragma once
#include <optional>
#include <string>

#include "actors/coordination/intake.hpp"
#include "actors/coordination/profile.hpp"
#include "actors/coordination/usual_work.hpp"
#include "actors/parts/job_of.hpp"
#include "config/config.hpp"
#include "messages/agent_identity.hpp"

namespace mesh {

/// By what it is known how long an agent's work takes: what was measured, what the
/// agent declares, and its class.
struct work_history {
  profile& measured;
  const agent_identity& who;
  const config& cfg;
};

/// The message that an agent works on, and the watch over it: how long it takes,
/// how long that is usual, and when it is too long.
///
/// There is one message at most. Its end is either not known (the agent is
/// working), or it was concluded, is answered for already and lies at
/// busy_until(), perhaps ahead; it is kept until then, for a freeze may come first.
class work_in_hand {
public:
  /// Takes a message up; `run` is its alone. The one before must have ended. `way`: to work
  /// that is elsewhere, and back from it.
  void begin(waiting item, std::uint64_t run, int queue_depth, time_point moment,
             duration way = {});
  /// With work whose end is not known.
  [[nodiscard]] bool working() const { return piece_ && !piece_->concluded; }
  [[nodiscard]] bool works_on(std::uint64_t run) const {
    return working() && piece_->run == run;
  }
  [[nodiscard]] bool busy(time_point moment) const { return working() || busy_until_ > moment; }
  [[nodiscard]] time_point busy_until() const { return busy_until_; }
  /// The message that has not ended by then; null when there is none.
  [[nodiscard]] const deliver* message(time_point moment) const;
  /// Of the message that was taken up last and is still kept; only then.
  [[nodiscard]] const waiting& item() const { return piece_->item; }
  [[nodiscard]] bool kept() const { return piece_.has_value(); }
  [[nodiscard]] std::uint64_t run() const { return piece_->run; }
  [[nodiscard]] duration taken(time_point moment) const { return moment - piece_->started; }
  [[nodiscard]] int queue_depth() const { return piece_->queue_depth; } // when it began (S2)

  /// The work ends then. That may lie ahead.
  void conclude(time_point end);
  /// Forgets the message: it has ended, or is not worked on any more.
  void put_down(time_point moment);

  /// The event that the lead is told.
  [[nodiscard]] in_hand holds(const work_history& history, time_point moment) const;
  /// From here on work is measured by what is usual now. When it will be overdue.
  time_point watch(const work_history& history);
  /// Notes that it is; when it will be stuck, if it can be.
  std::optional<time_point> say_overdue(const config& cfg);
  /// Says why it is given up.
  [[nodiscard]] std::string why_stuck(time_point moment) const;
  /// Of its result, which comes now: the times that it teaches (Z5), and how they were spent.
  work_times learn(const work_history& history, const work_result& result,
                   time_point moment) const;
  /// It is given up: it takes at least as long as it had, or `times` as long where
  /// it had little and would teach little (Z5). The way to it and back is no work.
  void learn_unfinished(const work_history& history, time_point moment, double times = 1) const;

private:
  struct piece {
    waiting item;
    time_point started;
    std::uint64_t run = 0;
    int queue_depth = 0;
    duration way{};
    bool concluded = false;
    bool overdue = false;
    usual_work usual = {};
  };
  [[nodiscard]] usual_work usual(const work_history& history) const;

  std::optional<piece> piece_;
  time_point busy_until_{};
};

/// Of work that did not come to its own end: it takes at least as long as it had.
bool cut_short(errc failure);
/// Says that work was ended for its caller's sake, and after how long.
std::string was_stopped(duration after);

} // namespace mesh
