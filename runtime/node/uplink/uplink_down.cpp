// What is for a sector that is here, or for a cluster that is here and apart from its
// sector: to its coordinator or its lead, or to its supervisor.
#include "messages/codec.hpp"
#include "messages/link_bodies.hpp"
#include "runtime/node/bodies/roster_body.hpp"
#include "runtime/node/protocol/hand_on.hpp"
#include "runtime/node/uplink/uplink.hpp"

namespace mesh::node {

namespace {

bool is_for_supervisor(entry_kind k) {
  switch (k) {
  case entry_kind::heal_supervisor:
  case entry_kind::fault_order:
  case entry_kind::join:
  case entry_kind::leave:
  case entry_kind::unresponsive:
  case entry_kind::new_orchestrator:
    return true;
  default:
    return false;
  }
}

} // namespace

void uplink_state::to_here(const placed_part& what, link_entry&& e) {
  auto good = true;
  if (e.kind == entry_kind::roster_changes) {
    roster_changes changes;
    good = decode(e.body, changes) && setup_.around->who.follow(changes);
    return good ? void() : unreadable(e);
  }
  auto found = parts_.find(what);
  if (found == parts_.end())
    return nobody_there(e); // not ours any more: the hub knows, or is being told
  auto& h = found->second;
  if (is_for_supervisor(e.kind)) {
    if (h.supervisor)
      good = to_supervisor(h.supervisor, e);
    else if (h.cluster_supervisor)
      good = to_supervisor(h.cluster_supervisor, e);
    else if (e.kind == entry_kind::heal_supervisor)
      good = ask<heal_report, heal_order>(supervisor_, e, entry_kind::heal_report); // given up
    else
      nobody_there(e);
  } else if (!h.up() || h.dropping) {
    nobody_there(e);
  } else if (e.kind == entry_kind::freeze) {
    good = freeze(h, e);
  } else {
    good = h.coordinator ? to_parent(h.coordinator, e) : to_parent(h.lead, e);
  }
  if (!good)
    unreadable(e);
}

/// Whoever asks is answered; a post has come here and goes no further. The rest is said
/// again to the next coordinator or lead.
void uplink_state::nobody_there(const link_entry& e) {
  switch (e.kind) {
  case entry_kind::heal_coordinator:
  case entry_kind::heal_supervisor:
    return answer(e, entry_kind::heal_report, encode(heal_report{}));
  case entry_kind::fault_order:
    return answer(e, entry_kind::fault_report, encode(fault_report{}));
  case entry_kind::post:
    ++setup_.around->counters.posts_sent;
    ++setup_.around->counters.posts_undeliverable;
    return;
  default:
    return;
  }
}

template <class Handle>
bool uplink_state::to_parent(const Handle& to, link_entry& e) {
  switch (e.kind) {
  case entry_kind::scatter: {
    link_scatter s;
    if (!decode(e.body, s))
      return false;
    take_off(s.order, e.waited);
    self_->send(to, wire<message>(s.what), wire<scatter_order>(std::move(s.order)));
    return true;
  }
  case entry_kind::post: {
    link_post p;
    if (!decode(e.body, p))
      return false;
    take_off(p.order, e.waited);
    self_->send(to, wire<message>(p.what), wire<post_order>(std::move(p.order)));
    return true;
  }
  case entry_kind::cancel_gather:
    self_->send(to, mesh::cancel_gather{e.number});
    return true;
  case entry_kind::rules:
    return hand_on_wired<routing_rules>(self_, to, e);
  case entry_kind::circuit:
    return hand_on_wired<circuit>(self_, to, e);
  case entry_kind::quarantine:
    return hand_on_wired<quarantine_order>(self_, to, e);
  case entry_kind::conflict_notice:
    if constexpr (std::is_same_v<Handle, sector_coordinator_actor>)
      return hand_on_wired<conflict_notice>(self_, to, e);
    return false;
  case entry_kind::heal_coordinator:
    return ask<heal_report, heal_order>(to, e, entry_kind::heal_report);
  default:
    return false;
  }
}

template <class Handle>
bool uplink_state::to_supervisor(const Handle& to, const link_entry& e) {
  switch (e.kind) {
  case entry_kind::heal_supervisor:
    return ask<heal_report, heal_order>(to, e, entry_kind::heal_report);
  case entry_kind::fault_order:
    return ask<fault_report, fault_order>(to, e, entry_kind::fault_report);
  case entry_kind::join:
    return hand_on<join_order>(self_, to, e);
  case entry_kind::leave:
    return hand_on<leave_order>(self_, to, e);
  case entry_kind::unresponsive:
    return hand_on<mesh::unresponsive>(self_, to, e);
  case entry_kind::new_orchestrator:
    if constexpr (std::is_same_v<Handle, sector_supervisor_actor>) {
      self_->send(to, meet_orchestrator{orchestrator_});
      return true;
    }
    return false;
  default:
    return false;
  }
}

/// Within the process: whoever goes down meanwhile is an answer, too.
template <class Report, class Order, class Handle>
bool uplink_state::ask(const Handle& whom, const link_entry& e, entry_kind kind) {
  Order order;
  if (!decode(e.body, order))
    return false;
  link_entry question{e.kind, e.where, e.number, {}, {}};
  auto reply = [this, kind, question](const Report& report) {
    answer(question, kind, encode(report));
  };
  self_->request(whom, caf::infinite, order)
      .then([reply](const Report& report) { reply(report); },
            [reply](const caf::error&) { reply(Report{}); });
  return true;
}

/// To the hub, or to the host of the cluster's sector.
void uplink_state::answer(const link_entry& question, entry_kind kind, std::string body) {
  link_entry e{kind, question.where, question.number, {}, std::move(body)};
  if (question.where.kind() == scope::level::cluster)
    return take(to_coordinator{question.where.cluster(), std::move(e)});
  offer(std::move(e));
  flush();
}

} // namespace mesh::node
