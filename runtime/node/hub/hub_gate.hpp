#pragma once
#include <deque>
#include <functional>
#include <map>

#include "actors/parts/mesh_counters.hpp"
#include "messages/caf_link_batch.hpp"
#include "runtime/node/protocol/hub_messages.hpp"

namespace mesh::node {

/// From the hub's supervisor: the hub's present life; none while it is being replaced.
struct hub_is {
  caf::actor hub;
};

struct hub_gate_setup {
  mesh_counters* counters = nullptr;
  std::function<session_id()> new_session;
};

/// The way in to the hub: nodes and proxies speak to this actor, so that a hub that is
/// replaced needs no new link and no new address. It reads nothing of what it passes on.
///
/// A new hub is told again what this process has said to it; nodes meet a new session and
/// say hello to it, with all that was not acknowledged. Without a hub questions are
/// answered here, and what nobody says again is counted.
class hub_gate_state {
public:
  void begin(caf::event_based_actor* self, hub_gate_setup setup);
  void meet(const hub_is& news);
  template <class What>
  void pass_on(const What& said);
  void pass_on(for_part said);
  void meet(const proxy_is& news);
  void freeze(const standing_freezes& all);
  void change_world(const world_change& change);
  /// Answered by the hub; without one with what this is.
  template <class Question, class Answer>
  void ask(const Question& question, Answer otherwise);

private:
  caf::event_based_actor* self_ = nullptr;
  hub_gate_setup setup_;
  caf::actor hub_;
  std::map<placed_part, caf::actor> proxies_;
  standing_freezes standing_;
  std::deque<numbered_change> world_changes_; // so far
  std::uint64_t world_changed_ = 0;           // their numbers, which no other process uses
};

caf::behavior hub_gate(caf::stateful_actor<hub_gate_state>* self, hub_gate_setup setup);

} // namespace mesh::node

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::hub_is)
