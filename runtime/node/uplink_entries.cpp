// What the orchestrator's host says to a node, and who it is for.
#include <spdlog/spdlog.h>

#include "messages/codec.hpp"
#include "messages/link_bodies.hpp"
#include "runtime/channel/roster_body.hpp"
#include "runtime/channel/sector_handover.hpp"
#include "runtime/channel/world_change.hpp"
#include "runtime/node/hand_on.hpp"
#include "runtime/node/uplink.hpp"

namespace mesh::node {

void uplink_state::unreadable(const link_entry& e) {
  spdlog::error("the orchestrator's entry of kind {} for {} cannot be read, and is passed over",
                int(e.kind), to_string(e.where));
}

void uplink_state::handle(link_entry&& e) {
  if (e.kind < entry_kind::scatter)
    return about_this_node(e);
  if (e.where.kind() == scope::level::all)
    return unreadable(e);
  auto found = sectors_.find(e.where.sector());
  if (found == sectors_.end())
    return; // not ours any more: the hub knows, or is being told
  switch (e.kind) {
  case entry_kind::heal_supervisor:
  case entry_kind::fault_order:
  case entry_kind::join:
  case entry_kind::leave:
  case entry_kind::unresponsive:
  case entry_kind::new_orchestrator:
  case entry_kind::roster_changes:
    return to_supervisor(found->second, std::move(e));
  default:
    return to_coordinator(found->second, std::move(e));
  }
}

void uplink_state::about_this_node(const link_entry& e) {
  switch (e.kind) {
  case entry_kind::welcome:
    return welcome(e);
  case entry_kind::refused: {
    error why;
    if (!decode(e.body, why))
      return unreadable(e);
    if (setup_.refused && setup_.refused(why))
      greet();
    return;
  }
  case entry_kind::peers: {
    node_welcome w;
    if (!decode(e.body, w))
      return unreadable(e);
    return told(w.peers);
  }
  case entry_kind::host_sector:
    return host(e);
  case entry_kind::drop_sector:
    return drop(e);
  case entry_kind::simulate: {
    world_change change;
    if (!decode(e.body, change))
      return unreadable(e);
    auto same_life = e.number >> world_change_bits == world_changed_ >> world_change_bits;
    if (same_life && e.number <= world_changed_)
      return; // told again with a second welcome
    world_changed_ = e.number;
    for (auto agent : change.agents)
      setup_.world->change(agent, change.what);
    return;
  }
  default:
    return unreadable(e);
  }
}

void uplink_state::welcome(const link_entry& e) {
  node_welcome w;
  if (!decode(e.body, w))
    return unreadable(e);
  auto& around = *setup_.around;
  if (sectors_.empty() && !w.context.empty() && w.context != around.context->text)
    around.context = make_context(w.context);
  if (auto followed = around.who.follow(w.roster); !followed)
    spdlog::error("the orchestrator's roster does not fit: {}", to_string(followed.error()));
  told(w.peers);
  if (!welcomed_)
    spdlog::info("joined the mesh as {}", setup_.me.name);
  welcomed_ = true;
  if (auto reached = channel_->reached_at())
    isolation_->welcomed(*reached);
  sent_pages_.clear();
  sent_roster_ = 0;
  for (const auto& [sector, h] : sectors_)
    if (h.coordinator && !h.dropping)
      offer(entry_kind::sector_up, sector, {}, h.epoch);
  report();
}

/// Whom to ask when the hub is not heard any more (R2).
void uplink_state::told(const std::vector<node_peer>& peers) {
  peers_ = peers;
  peer_list known;
  for (const auto& peer : peers_)
    (peer.away ? known.away : known.here).push_back(peer.name);
  isolation_->told(known);
}

void uplink_state::host(const link_entry& e) {
  sector_handover given;
  auto moment = now();
  auto& around = *setup_.around;
  auto sector = e.where.sector();
  if (!decode(e.body, moment, given) || sector.sector >= around.cfg.topology.sectors)
    return unreadable(e);
  auto known = sectors_.find(sector);
  if (known != sectors_.end()) { // told twice, or again with a new epoch
    known->second.epoch = std::max(known->second.epoch, e.number);
    if (known->second.coordinator && !known->second.dropping)
      offer(entry_kind::sector_up, sector, {}, known->second.epoch);
    return;
  }
  if (auto followed = around.who.follow(given.roster); !followed)
    spdlog::error("the roster of {} does not fit: {}", to_string(sector),
                  to_string(followed.error()));
  for (auto& page : given.pages) { // new leads go on from what is known of their agents
    auto cluster = page.summary.cluster;
    for (auto& row : page.rows)
      row.frozen = false; // the agents that start now are not; whoever is to be is told
    around.agents.publish(cluster, std::make_unique<cluster_page>(std::move(page)));
  }
  for (const auto& c : given.circuits)
    if (c.where.kind() != scope::level::all)
      around.events.add(breaker_note{
          moment, 0, {c.where, {circuit_state::closed, c.state, c.reason}}, c.by_hand});
  spdlog::info("takes {} (epoch {})", to_string(sector), e.number);
  sectors_[sector].epoch = e.number;
  begin_hosted();
}

/// Not before those who had it, and went on without the hub, can know.
void uplink_state::begin_hosted() {
  for (auto& [sector, h] : sectors_)
    if (!h.begun && !h.dropping && isolation_->may_begin(now())) {
      h.begun = true;
      self_->send(supervisor_, host_order{sector});
    }
}

void uplink_state::drop(const link_entry& e) {
  auto sector = e.where.sector();
  auto found = sectors_.find(sector);
  if (found == sectors_.end())
    return offer(entry_kind::sector_dropped, sector, {}, e.number);
  if (e.number < found->second.epoch)
    return; // of an earlier placement
  found->second.epoch = e.number;
  found->second.dropping = true;
  spdlog::info("gives up {} (epoch {})", to_string(sector), e.number);
  self_->send(supervisor_, drop_order{sector});
}

void uplink_state::to_coordinator(hosted& h, link_entry&& e) {
  if (!h.coordinator || h.dropping) {
    if (e.kind == entry_kind::heal_coordinator)
      offer(entry_kind::heal_report, e.where, encode(heal_report{}), e.number);
    if (e.kind == entry_kind::post) { // it has come here and goes no further
      ++setup_.around->counters.posts_sent;
      ++setup_.around->counters.posts_undeliverable;
    }
    return; // the rest is asked again of the next coordinator
  }
  const auto& to = h.coordinator;
  auto good = true;
  switch (e.kind) {
  case entry_kind::scatter: {
    link_scatter s;
    if ((good = decode(e.body, s))) {
      take_off(s.order, e.waited);
      self_->send(to, wire<message>(s.what), wire<scatter_order>(std::move(s.order)));
    }
    break;
  }
  case entry_kind::post: {
    link_post p;
    if ((good = decode(e.body, p))) {
      take_off(p.order, e.waited);
      self_->send(to, wire<message>(p.what), wire<post_order>(std::move(p.order)));
    }
    break;
  }
  case entry_kind::cancel_gather:
    self_->send(to, mesh::cancel_gather{e.number});
    break;
  case entry_kind::rules:
    good = hand_on_wired<routing_rules>(self_, to, e);
    break;
  case entry_kind::freeze:
    good = hand_on<freeze_order>(self_, to, e);
    break;
  case entry_kind::circuit:
    good = hand_on_wired<circuit>(self_, to, e);
    break;
  case entry_kind::quarantine:
    good = hand_on_wired<quarantine_order>(self_, to, e);
    break;
  case entry_kind::conflict_notice:
    good = hand_on_wired<conflict_notice>(self_, to, e);
    break;
  case entry_kind::heal_coordinator: {
    heal_order order;
    if ((good = decode(e.body, order)))
      ask<heal_report>(to, order, entry_kind::heal_report, e);
    break;
  }
  default:
    good = false;
  }
  if (!good)
    unreadable(e);
}

void uplink_state::to_supervisor(hosted& h, link_entry&& e) {
  auto good = true;
  if (e.kind == entry_kind::roster_changes) {
    roster_changes changes;
    if (!decode(e.body, changes) || !setup_.around->who.follow(changes))
      unreadable(e);
    return;
  }
  if (!h.supervisor) {
    heal_order order;
    if (e.kind == entry_kind::heal_supervisor && decode(e.body, order))
      ask<heal_report>(supervisor_, order, entry_kind::heal_report, e); // given up
    if (e.kind == entry_kind::fault_order)
      offer(entry_kind::fault_report, e.where, encode(fault_report{}), e.number);
    return;
  }
  const auto& to = h.supervisor;
  switch (e.kind) {
  case entry_kind::heal_supervisor: {
    heal_order order;
    if ((good = decode(e.body, order)))
      ask<heal_report>(to, order, entry_kind::heal_report, e);
    break;
  }
  case entry_kind::fault_order: {
    fault_order order;
    if ((good = decode(e.body, order)))
      ask<fault_report>(to, order, entry_kind::fault_report, e);
    break;
  }
  case entry_kind::join:
    good = hand_on<join_order>(self_, to, e);
    break;
  case entry_kind::leave:
    good = hand_on<leave_order>(self_, to, e);
    break;
  case entry_kind::unresponsive:
    good = hand_on<mesh::unresponsive>(self_, to, e);
    break;
  case entry_kind::new_orchestrator:
    self_->send(to, meet_orchestrator{orchestrator_});
    break;
  default:
    good = false;
  }
  if (!good)
    unreadable(e);
}

/// Within the process: whoever goes down meanwhile is an answer, too.
template <class Report, class Handle, class Order>
void uplink_state::ask(const Handle& whom, const Order& order, entry_kind answer,
                       const link_entry& e) {
  auto reply = [this, answer, where = e.where, number = e.number](const Report& report) {
    offer(answer, where, encode(report), number);
    flush();
  };
  self_->request(whom, caf::infinite, order)
      .then([reply](const Report& report) { reply(report); },
            [reply](const caf::error&) { reply(Report{}); });
}

} // namespace mesh::node
