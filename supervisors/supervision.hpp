#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "config/config.hpp"
#include "messages/errors.hpp"
#include "messages/vocabulary.hpp"
#include "supervisors/restart.hpp"
#include "supervisors/strategy.hpp"

namespace mesh {

/// A child, as its supervisor knows it.
struct child_spec {
  std::string name;
  restart_kind kind = restart_kind::permanent;
  /// Told to stop, it may take this long; then it is killed. 0: at once.
  double stop_timeout_ms = 5'000;
  /// What happens when its restarts are spent: without an essential child the
  /// supervisor cannot go on and escalates; any other is given up alone.
  bool essential = true;
};

enum class child_state : std::uint8_t {
  stopped,  // never started, finished, or stopped on purpose
  queued,   // to be started after those before it
  waiting,  // to be started when its delay is over
  starting, // being started
  running,
  stopping, // told to stop
  killing,  // told to die
  given_up,
  removed, // its place is free
};
std::string_view to_string(child_state state);
/// Whether there is a child, in whatever way: starting, running or on its way down.
bool is_up(child_state state);

/// What the supervisor is to do.
struct supervisor_action {
  enum class kind : std::uint8_t {
    start,       // start the child, then say child_started or child_down
    start_later, // for information: the child will be started `at`
    stop,        // tell the child to stop, then say child_down when it is
    kill,        // the same by force
    abandon,     // it did not even die: forget it, and what is yet heard of it
    give_up,     // for the report: the child stays down, `why`
    escalate,    // for the report: this supervisor stops all and ends, `why`
    finished,    // all children are down: end, with failure() if there is one
  };
  kind what = kind::start;
  std::size_t child = 0;
  time_point at = {};
  error why = {};
  bool operator==(const supervisor_action&) const = default;
};
std::string_view to_string(supervisor_action::kind what);
using supervisor_actions = std::vector<supervisor_action>;

/// How often, how fast and how many.
struct supervision_settings {
  restart_budget each;     // of one child
  restart_budget together; // of all children
  backoff delays;
  double start_timeout_ms = 10'000;
  double kill_timeout_ms = 5'000; // for dying, once killed
  std::size_t most_children = 128;
  /// The top of the tree: nobody is above to escalate to. Whom it would end for
  /// is given up alone, and the others go on.
  bool top = false;

  static supervision_settings of(const supervision_config& cfg,
                                 const restart_budget_config& level);
};

/// A supervisor's decisions, without actors: told what became of its children,
/// it says what to do next. The caller applies the actions in order, tells
/// what came of them, and calls `due` at `next_due`.
///
/// - A healthy child that fails is started again at once, a restart in a row
///   after a delay. One that was up for the budget's time is healthy.
/// - Children are started one after the other, the first place first, and
///   stopped the other way round, each waited for.
/// - Each restart is in the budget of the child and in that of all children,
///   so that a crash loop ends: given up, or escalated.
/// - A child is its place; the caller knows the place of a handle. Everything
///   that concerns one child alone costs the same for any number of them.
class supervision {
public:
  supervision(strategy_ptr strategy, const supervision_settings& settings);

  /// A new child in a free place, else in a new one, not yet started;
  /// `errc::invalid_argument` when there are as many as there may be.
  tl::expected<std::size_t, error> add_child(child_spec spec);
  /// All that are stopped, in order.
  supervisor_actions start_all(time_point now);
  /// Starts one that is stopped or given up, with new budgets: somebody has
  /// looked into it (heal). Does nothing for one that is on its way down.
  supervisor_actions start_child(std::size_t child, time_point now);
  /// It stays stopped until start_child.
  supervisor_actions stop_child(std::size_t child, time_point now);
  /// Stops it if need be; then its place is free for another.
  supervisor_actions remove_child(std::size_t child, time_point now);
  /// All, in reverse order, and then `finished`. Nothing is started any more.
  supervisor_actions stop_all(time_point now);
  /// The same without an order: the whole tree ends, and nobody is left who could
  /// depend on another.
  supervisor_actions stop_all_at_once(time_point now);

  /// What a start has led to: the child is up.
  supervisor_actions child_started(std::size_t child, time_point now);
  /// The child is down, asked for or not; or its start failed
  /// (`exit_kind::failed_to_start`). `random01` is the chance in a delay.
  supervisor_actions child_down(std::size_t child, exit_kind exit, std::string_view detail,
                                time_point now, double random01);
  /// Nothing is heard of the child: it is killed and then restarted.
  supervisor_actions child_unresponsive(std::size_t child, std::string_view detail,
                                        time_point now);
  /// What has become due by now: delayed starts, stops that take too long.
  supervisor_actions due(time_point now, double random01);
  /// When to call `due` next; empty when nothing is waited for.
  [[nodiscard]] std::optional<time_point> next_due() const;

  [[nodiscard]] std::size_t places() const { return children_.size(); }
  [[nodiscard]] child_state state(std::size_t child) const;
  [[nodiscard]] const child_spec& spec(std::size_t child) const;
  [[nodiscard]] std::uint64_t restarts() const { return restarts_; } // in all its life
  /// Why this supervisor ends: set with `escalate`, `errc::none` until then.
  [[nodiscard]] const error& failure() const { return failure_; }
  [[nodiscard]] bool finished() const { return phase_ == phase::finished; }
  /// How often a child's record was touched so far: what an event costs.
  [[nodiscard]] std::uint64_t touched() const { return touched_; }

private:
  enum class phase : std::uint8_t { working, stopping, finished };
  /// What happens when a child is down that was told to be.
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

  child& at(std::size_t place);
  [[nodiscard]] bool holds(std::size_t place) const;
  void act(supervisor_action::kind what, std::size_t place, time_point when = {},
           error why = {});
  supervisor_actions take(time_point now); // what to do, all consequences included

  // What becomes of a failure (supervision.cpp)
  void fail(std::size_t place, exit_kind exit, std::string_view detail, time_point now,
            double random01);
  void restart(std::size_t place, const child_failure& what, time_point now, double random01);
  void restart_group(std::size_t failed, const std::vector<std::size_t>& members,
                     time_point when, time_point now);
  tl::expected<std::vector<std::size_t>, error> affected(std::size_t place) const;
  void give_up(std::size_t place, error why);
  void escalate(std::size_t place, error why);

  // One child (supervision_steps.cpp)
  void set_timer(std::size_t place, time_point when);
  void clear_timer(std::size_t place);
  void start(std::size_t place, time_point now);
  void wait(std::size_t place, time_point when, bool in_order);
  void cancel_start(std::size_t place);
  void halt(std::size_t place, purpose why, time_point now);
  void kill(std::size_t place, time_point now);
  void down(std::size_t place);
  void gone(std::size_t place, time_point now, double random01);
  void overdue(std::size_t place, time_point now, double random01);

  // Several, in order (supervision_steps.cpp)
  void begin_stop_all();
  void join_group(std::size_t place, time_point& when);
  void stop_next(time_point now);
  void release_group(time_point now);
  void start_next(time_point now);

  strategy_ptr strategy_;
  supervision_settings settings_;
  restart_window window_;
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
  error failure_;
  std::uint64_t restarts_ = 0;
  std::uint64_t touched_ = 0;
  supervisor_actions actions_;
};

} // namespace mesh
