// What the orchestrator's host says to a node, and who it is for.
#include <algorithm>
#include <iterator>

#include <spdlog/spdlog.h>

#include "messages/codec.hpp"
#include "messages/link_bodies.hpp"
#include "runtime/node/bodies/known_mesh_body.hpp"
#include "runtime/node/bodies/part_drop.hpp"
#include "runtime/node/bodies/roster_body.hpp"
#include "runtime/node/bodies/sector_handover.hpp"
#include "runtime/node/bodies/world_change.hpp"
#include "runtime/node/protocol/envelope.hpp"
#include "runtime/node/uplink/uplink.hpp"

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
  switch (e.kind) {
  case entry_kind::to_cluster:
    if (auto inside = out_of_envelope(e))
      return to_here(e.where.cluster(), std::move(*inside));
    return unreadable(e);
  case entry_kind::from_cluster:
    if (auto inside = out_of_envelope(e))
      return from_apart(e.where.cluster(), std::move(*inside));
    return unreadable(e);
  case entry_kind::cluster_summary: {
    const auto cluster = e.where.cluster();
    return from_apart(cluster, std::move(e));
  }
  case entry_kind::sector_up:
  case entry_kind::sector_down:
  case entry_kind::sector_failed:
    return about_apart(e);
  case entry_kind::roster_changes: {
    roster_changes changes;
    auto good = decode(e.body, changes);
    if (good && e.where.kind() == scope::level::cluster)
      setup_.around->who.hear(e.where.cluster(), changes); // as its host has seen it
    else if (!good || !setup_.around->who.follow(changes))
      unreadable(e);
    return;
  }
  default:
    return to_here(e.where.sector(), std::move(e));
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
    return refused(why);
  }
  case entry_kind::peers: {
    node_welcome w;
    if (!decode(e.body, w))
      return unreadable(e);
    knows_ = std::move(w.knows);
    return told(w.peers);
  }
  case entry_kind::mesh_term:
    return told_term(e);
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
  if (parts_.empty() && !w.context.empty() && w.context != around.context->text)
    around.context = make_context(w.context);
  if (auto followed = around.who.follow(w.roster); !followed)
    spdlog::error("the orchestrator's roster does not fit: {}", to_string(followed.error()));
  knows_ = std::move(w.knows);
  told(w.peers);
  if (!welcomed_)
    spdlog::info("joined the mesh as {}", setup_.me.name);
  welcomed_ = true;
  refused_for_ = errc::none;
  if (auto reached = channel_->reached_at())
    isolation_->welcomed(*reached);
  sent_pages_.clear();
  sent_roster_ = 0;
  for (const auto& [what, h] : parts_)
    if (h.up() && !h.dropping)
      offer(entry_kind::sector_up, what.where(), {}, h.epoch);
  report();
}

/// Whoever is to try again has lost its name to another process, or its mesh is not this
/// one: so what it still holds is others', too.
void uplink_state::refused(const error& why) {
  if (why.code != refused_for_ && !(setup_.refused && setup_.refused(why)))
    return;
  refused_for_ = why.code;
  welcomed_ = false;
  for (auto& [what, h] : parts_)
    if (!h.dropping)
      stop(what, h);
  if (std::exchange(greets_later_, true))
    return;
  const auto& around = *setup_.around;
  around.timers.at(now() + from_ms(around.cfg.node.redial_ms), self_,
                   uplink_tick{uplink_wake::greet});
}

/// Whom to ask when the hub is not heard any more (R2).
void uplink_state::told(const std::vector<node_peer>& peers) {
  peers_ = peers;
  std::vector<std::string> names;
  for (const auto& peer : peers_)
    names.push_back(peer.name);
  isolation_->told(names);
}

void uplink_state::host(const link_entry& e) {
  sector_handover given;
  auto moment = now();
  auto& around = *setup_.around;
  auto what = placed_part::from(e.where);
  if (!what || !decode(e.body, moment, given)
      || what->sector().sector >= around.cfg.topology.sectors)
    return unreadable(e);
  if (auto known = parts_.find(*what); known != parts_.end()) {
    auto& h = known->second; // told twice, or again with a new epoch
    h.epoch = std::max(h.epoch, e.number);
    if (h.up() && !h.dropping)
      offer(entry_kind::sector_up, e.where, {}, h.epoch);
    return;
  }
  if (auto followed = around.who.follow(given.roster); !followed)
    spdlog::error("the roster of {} does not fit: {}", to_string(e.where),
                  to_string(followed.error()));
  std::vector<cluster_page> pages; // of when it was here before, then newer ones
  around.agents.read().each_page(e.where, [&](const cluster_page& page) {
    if (std::ranges::count(given.apart, page.summary.cluster) == 0)
      pages.push_back(page);
  });
  std::ranges::move(given.pages, std::back_inserter(pages));
  for (auto& page : pages) { // new leads go on from what is known of their agents
    auto cluster = page.summary.cluster;
    for (auto& row : page.rows)
      row.frozen = false; // the agents that start now are not; whoever is to be is told
    around.agents.publish(cluster, std::make_unique<cluster_page>(std::move(page)));
  }
  for (const auto& c : given.circuits)
    if (c.where.kind() != scope::level::all)
      around.events.add(breaker_note{
          moment, 0, {c.where, {circuit_state::closed, c.state, c.reason}}, c.by_hand});
  spdlog::info("takes {} (epoch {})", to_string(e.where), e.number);
  auto& h = parts_[*what];
  h.epoch = e.number;
  h.apart = std::move(given.apart);
  begin_hosted();
}

/// Not while this node is cut off.
void uplink_state::begin_hosted() {
  for (auto& [what, h] : parts_)
    if (!h.begun && !h.dropping && isolation_->may_begin()) {
      h.begun = true;
      self_->send(supervisor_, host_order{what, h.apart});
    }
}

void uplink_state::told_term(const link_entry& e) {
  known_mesh now;
  if (!decode(e.body, now))
    return unreadable(e);
  knows_.id = now.id;
  knows_.term = now.term;
}

void uplink_state::drop(const link_entry& e) {
  auto what = placed_part::from(e.where);
  part_drop how;
  if (!what || !decode(e.body, how))
    return unreadable(e);
  auto found = parts_.find(*what);
  if (found == parts_.end())
    return offer(entry_kind::sector_dropped, e.where, {}, e.number);
  if (e.number < found->second.epoch)
    return; // of an earlier placement
  auto& h = found->second;
  h.epoch = e.number;
  if (how.drain_ms > 0)
    return drain(*what, h, from_ms(how.drain_ms));
  stop(*what, h);
}

} // namespace mesh::node
