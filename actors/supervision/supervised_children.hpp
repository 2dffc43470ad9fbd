#pragma once
#include <deque>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include <caf/all.hpp>

#include "actors/parts/exits.hpp"
#include "actors/parts/surroundings.hpp"
#include "actors/work/random.hpp"
#include "config/config.hpp"
#include "messages/supervision_messages.hpp"
#include "supervisors/supervision.hpp"

namespace mesh {

/// Applies what `supervision` decides to the actors of one supervisor: starts
/// them, watches them, stops them. A child is found by its address, at the
/// same cost for 3 and for 300. Whatever happens to the supervisor, none of
/// its children outlives it.
class supervised_children {
public:
  struct callbacks {
    /// Starts the child of a place. What it throws is a failed start.
    std::function<caf::actor(std::size_t place)> start;
    /// The child is up, for the first time or again.
    std::function<void(std::size_t place)> up;
    /// It went down.
    std::function<void(std::size_t place, const actor_end& how)> down = {};
    /// It will not be started again.
    std::function<void(std::size_t place, const error& why)> gone = {};
  };

  /// A supervisor_tick is sent to `self` whenever due() is to be called.
  void begin(caf::scheduled_actor* self, const surroundings& around, scope where,
             strategy_ptr strategy, const restart_budget_config& level, callbacks what);
  /// The place of the new child.
  std::size_t add(child_spec spec);
  void start_all();
  /// One that was added later.
  void start_one(std::size_t place);
  /// Stops it, if it is up, and then its place is free for another.
  void remove(std::size_t place);
  void due();
  void unresponsive(std::size_t place, std::string_view seen);
  /// A child that has not answered a heal order is replaced, too, and named.
  void unresponsive(std::size_t place, heal_report& report);
  /// Starts it if it was given up, and says so.
  void heal(std::size_t place, heal_report& report);
  /// In reverse order, each waited for; then the supervisor ends. All at once and
  /// unannounced when the whole mesh ends: one after the other 300,000 take minutes.
  void stop_all();

  /// Null while the child is down.
  [[nodiscard]] const caf::actor& handle(std::size_t place) const { return handles_[place]; }
  [[nodiscard]] const std::vector<caf::actor>& handles() const { return handles_; }
  [[nodiscard]] std::size_t size() const { return handles_.size(); }

  supervised_children() = default;
  ~supervised_children();
  supervised_children(const supervised_children&) = delete;
  supervised_children& operator=(const supervised_children&) = delete;

private:
  void down(const caf::down_msg& what);
  void apply(supervisor_actions actions);
  void apply_one(const supervisor_action& action);
  void start(std::size_t place);
  void forget(std::size_t place);
  void wake_when_due();
  [[nodiscard]] time_point now() const;

  caf::scheduled_actor* self_ = nullptr;
  const surroundings* around_ = nullptr;
  scope where_;
  callbacks what_;
  std::optional<supervision> engine_;
  random_source random_{0};
  std::vector<caf::actor> handles_;
  std::unordered_map<caf::actor_id, std::size_t> place_of_;
  std::deque<supervisor_action> to_do_;
  bool applying_ = false;
  std::optional<time_point> wake_;
};

/// To a supervisor, by itself: something is due.
struct supervisor_tick {};

} // namespace mesh

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::supervisor_tick)
