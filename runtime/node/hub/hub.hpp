#pragma once
#include <memory>

#include "runtime/node/hub/hub_inbox.hpp"
#include "runtime/node/hub/hub_setup.hpp"
#include "runtime/node/hub/nodes_view.hpp"

namespace mesh::node {

/// Its own timer.
struct hub_tick {};
/// A timer of one channel.
struct peer_tick {
  session_id session = 0;
};

/// The orchestrator's side of all links to nodes: the way of everything between the tree
/// of this process and the sectors elsewhere. Wires its parts, which each have a header
/// of their own, and gives each message to the part that it is for.
class hub_state {
public:
  void begin(caf::event_based_actor* self, hub_setup setup);
  void receive(const wire<link_batch>& batch, const caf::strong_actor_ptr& from);
  void lost(const caf::down_msg& down);
  void tick();
  void woken(const peer_tick& t) { parts_->links.woken(t.session); }

  // From this process
  void meet(const proxy_is& news) { parts_->places.meet(news); }
  void pass_on(const for_part& said);
  void change_world(const numbered_change& change);
  void freeze(standing_freezes all) { parts_->ways.freeze(std::move(all.orders)); }
  void heard(const reach_answer& said) { parts_->inquiries.heard(said); }
  void heard(const probe_answer& said);
  void made(admission_made made) { parts_->agents.answer(std::move(made)); }
  void made(const person_answered& made) { parts_->persons.answer(made); }
  void order(const port_order& what) { parts_->agents.order(what); }
  [[nodiscard]] agents_urls urls(const scope& where) const {
    return parts_->agents.urls(where);
  }
  [[nodiscard]] nodes_report report() const;
  [[nodiscard]] node_answer order(const node_order& order);

private:
  struct parts {
    host_notices people;
    node_table table;
    sessions links;
    part_places places;
    open_questions questions;
    witness_watch witnesses;
    silence_inquiries inquiries;
    part_ways ways;
    member_news members;
    placement_store store;
    host_gate gate;
    placement_executor placement;
    kept_records records;
    agent_questions agents;
    person_questions persons;
    hub_inbox inbox;
    nodes_view view;
    parts(caf::event_based_actor* self, const hub_setup& setup);
  };
  [[nodiscard]] time_point now() const { return self_->clock().now(); }
  void warn_of_waiting();
  bool may_go(session_id holder, const parcel& said);

  caf::event_based_actor* self_ = nullptr;
  hub_setup setup_;
  std::unique_ptr<parts> parts_;
  error waits_for_; // said in the log
  bool warned_of_no_data_ = false;
};

/// One life of it; hub_supervisor.hpp starts them, hub_gate.hpp is what nodes see.
caf::behavior hub(caf::stateful_actor<hub_state>* self, hub_setup setup);

} // namespace mesh::node

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::hub_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::peer_tick)
