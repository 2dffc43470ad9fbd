#pragma once
#include <deque>
#include <map>

#include "actors/supervision/supervised_children.hpp"
#include "runtime/node/hub/hub.hpp"

namespace mesh::node {

/// Supervises the hub, and is the way in to it: nodes and proxies speak to this
/// actor, which passes on what they say, so that a hub that is replaced needs no new
/// link and no new address. A new one begins with the placement of the one before,
/// and is told again what this process has said to it; nodes meet a new session and
/// say hello to it, with all that was not acknowledged.
class hub_supervisor_state {
public:
  void begin(caf::event_based_actor* self, hub_setup setup);
  void due() { children_.due(); }
  heal_report heal();

  // For the hub
  template <class What>
  void pass_on(const What& what);
  void pass_on(for_part what);
  void meet(const proxy_is& news);
  void freeze(const standing_freezes& all);
  void change_world(const world_change& what);
  /// Answered by the hub; without one with what this is.
  template <class Question, class Answer>
  void ask(const Question& what, Answer otherwise);

private:
  caf::actor start();
  void up();
  void down();
  [[nodiscard]] const caf::actor& hub() const { return children_.handle(0); }

  caf::event_based_actor* self_ = nullptr;
  hub_setup setup_;
  supervised_children children_;
  std::map<placed_part, caf::actor> proxies_;
  standing_freezes standing_;
  std::deque<numbered_change> world_changes_; // so far
  std::uint64_t world_changed_ = 0;           // their numbers, which no other process uses
};

caf::behavior hub_supervisor(caf::stateful_actor<hub_supervisor_state>* self, hub_setup setup);

} // namespace mesh::node
