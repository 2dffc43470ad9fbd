#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "config/config.hpp"
#include "messages/errors.hpp"
#include "messages/vocabulary.hpp"
#include "supervisors/child_steps.hpp"
#include "supervisors/restart.hpp"
#include "supervisors/strategy.hpp"

namespace mesh {

/// The limits: budget, delays, children.
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

  /// A start has succeeded: the child is up.
  supervisor_actions child_started(std::size_t child, time_point now);
  /// The child is down, asked for or not; or its start failed
  /// (`exit_kind::failed_to_start`). `random01` is the chance in a delay.
  supervisor_actions child_down(std::size_t child, exit_kind exit, std::string_view detail,
                                time_point now, double random01);
  /// Nothing is heard of the child: it is killed and then restarted.
  supervisor_actions child_unresponsive(std::size_t child, std::string_view detail,
                                        time_point now);
  /// The steps that are due by now: delayed starts, stops that take too long.
  supervisor_actions due(time_point now, double random01);
  /// When to call `due` next; empty when nothing is waited for.
  [[nodiscard]] std::optional<time_point> next_due() const { return steps_.next_due(); }

  [[nodiscard]] std::size_t places() const { return steps_.places(); }
  [[nodiscard]] child_state state(std::size_t child) const { return steps_.state(child); }
  [[nodiscard]] const child_spec& spec(std::size_t child) const { return steps_.spec(child); }
  [[nodiscard]] std::uint64_t restarts() const { return restarts_; } // in all its life
  /// Why this supervisor ends: set with `escalate`, `errc::none` until then.
  [[nodiscard]] const error& failure() const { return failure_; }
  [[nodiscard]] bool finished() const { return steps_.finished(); }
  /// Times a child's record was touched so far: the cost of an event.
  [[nodiscard]] std::uint64_t touched() const { return steps_.touched(); }

private:
  void fail(const child_steps::failure& failed, time_point now, double random01);
  void restart(std::size_t place, const child_failure& what, time_point now, double random01);
  [[nodiscard]] tl::expected<std::vector<std::size_t>, error> affected(std::size_t place) const;
  void give_up(std::size_t place, error why);
  void escalate(std::size_t place, error why);

  strategy_ptr strategy_;
  supervision_settings settings_;
  restart_window window_;
  child_steps steps_;
  error failure_;
  std::uint64_t restarts_ = 0;
};

} // namespace mesh
