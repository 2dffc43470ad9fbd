#include "runtime/node/hub/placement_executor.hpp"

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

#include "messages/link_bodies.hpp"
#include "runtime/node/bodies/part_drop.hpp"
#include "runtime/node/bodies/sector_handover.hpp"

namespace mesh::node {

namespace {

/// Whether it can be carried out without the disk: it tells only how a node is.
bool places_nothing(const node_action& a) {
  using kind = node_action::kind;
  return a.what == kind::refuse || a.what == kind::suspect || a.what == kind::back;
}

} // namespace

void placement_executor::carry_out(node_actions actions) {
  for (auto& a : actions)
    if (places_nothing(a)) {
      carry_out(a);
    } else {
      if (a.what == node_action::kind::lost) // also when nobody else gets it yet
        take_from(a);
      unstored_.push_back(std::move(a));
    }
  carry_out_stored();
}

/// Without the disk nothing is placed, and all goes on as it is.
void placement_executor::carry_out_stored() {
  if (unstored_.empty() && o_.store.failure().code == errc::none)
    return;
  if (!o_.store.write())
    return; // tried again with the next tick
  for (const auto& a : std::exchange(unstored_, {}))
    carry_out(a);
  o_.members.spread();
}

void placement_executor::carry_out(const node_action& a) {
  using kind = node_action::kind;
  switch (a.what) {
  case kind::accept:
    return accept(a);
  case kind::refuse:
    return refuse(a.session, a.why);
  case kind::host:
    return host(a);
  case kind::drop:
    return drop(a);
  case kind::suspect:
    return suspect(a);
  case kind::back:
    return back(a);
  case kind::lost:
    return lost(a);
  case kind::left:
    return left(a);
  }
}

// -- who belongs to the mesh -------------------------------------------------------------

void placement_executor::refuse(session_id session, const error& why) {
  auto* p = o_.links.find(session);
  if (p == nullptr)
    return;
  if (std::exchange(p->refused_for, why.code) != why.code) {
    spdlog::warn("{} may not join: {}", p->name.empty() ? "a node" : p->name, to_string(why));
    o_.people.tell(notice_kind::host_refused, {}, p->name.empty() ? "?" : p->name,
                   to_string(why));
  }
  o_.links.offer(session, link_entry{entry_kind::refused, {}, 0, {}, encode(why)});
}

/// A process that has lost its name to this one has to say hello again when it comes
/// back, and is told then.
void placement_executor::forget_predecessor(const node_action& a) {
  const auto& all = o_.links.all();
  const auto before = std::ranges::find_if(all, [&](const auto& one) {
    return one.first != a.session && one.second.joins && one.second.name == a.name;
  });
  if (before == all.end())
    return;
  o_.gate.forget(a.name);
  forget(before->first);
}

void placement_executor::forget(session_id session) {
  o_.links.forget(session);
  o_.members.forget(session);
  forgotten_(session);
}

void placement_executor::accept(const node_action& a) {
  auto* p = o_.links.find(a.session);
  if (p == nullptr)
    return;
  forget_predecessor(a);
  p->welcomed = true;
  p->refused_for = errc::none;
  o_.inquiries.forget(a.name);
  const auto& around = o_.around;
  for (int s = 0; s < around.cfg.topology.sectors; ++s) { // what it was let keep
    const sector_id sector{static_cast<std::uint8_t>(s)};
    if (o_.table.serves(a.name, a.session, sector))
      o_.places.at(sector).by = a.session;
    for (auto cluster : o_.table.detached(sector))
      if (o_.table.serves(a.name, a.session, cluster))
        o_.places.at(cluster).by = a.session;
  }
  note_joined(a, *p);
  o_.witnesses.follow(a.name, a.session, o_.kept.witnesses[a.name]);
  node_welcome w;
  w.roster = around.who.changes();
  w.context = around.context->text;
  w.silence_ms = around.cfg.placement.silence_ms;
  w.rejoin_ms = around.cfg.placement.rejoin_ms;
  o_.members.welcome(a.session, std::move(w));
  for (const auto& change : world_changes_)
    o_.links.offer(a.session, change);
}

void placement_executor::note_joined(const node_action& a, const sessions::peer& p) {
  spdlog::info("{} has joined", a.name);
  auto& joined = o_.kept.joined[a.name];
  if (std::exchange(joined, a.session) == a.session)
    return;
  o_.people.tell(notice_kind::host_joined, {}, a.name,
                 "it has joined, version " + p.build_version);
  for (const auto& row : o_.table.rows(now_()))
    if (row.name == a.name && row.held_back > duration{})
      o_.people.tell(notice_kind::host_looping, {}, a.name,
                     std::to_string(row.deaths)
                         + " of its processes have died in a row, each "
                           "soon after it had joined: it gets no sectors for a while");
}

void placement_executor::suspect(const node_action& a) {
  spdlog::warn("{} is suspect: {}", a.name, to_string(a.why));
  o_.people.tell(notice_kind::host_suspect, {}, a.name, a.why.detail);
  each_cluster_of(a.session, [this](cluster_id c) { o_.around.agents.suspect(c, now_()); });
  ask_about(a.name);
}

/// The second path tells a node that is dead from a link that is cut.
void placement_executor::ask_about(const std::string& name) {
  auto& witnesses = o_.kept.witnesses;
  std::vector<node_peer> others;
  for (const auto& [session, p] : o_.links.all())
    if (p.welcomed && p.name != name)
      others.push_back({p.name, witnesses[p.name]});
  o_.inquiries.begin({name, witnesses[name]}, std::move(others));
}

void placement_executor::back(const node_action& a) {
  o_.inquiries.forget(a.name);
  o_.people.tell(notice_kind::host_back, {}, a.name, "it responds again");
  each_cluster_of(a.session, [this](cluster_id c) { o_.around.agents.trust(c, now_()); });
  spdlog::info("{} is back", a.name);
}

void placement_executor::lost(const node_action& a) {
  spdlog::error("{} is lost: {}", a.name, to_string(a.why));
  o_.gate.forget(a.name);
  if (o_.links.find(a.session) != nullptr)
    forget(a.session);
}

void placement_executor::left(const node_action& a) {
  spdlog::info("{} has left", a.name);
  o_.people.tell(notice_kind::host_left, {}, a.name, "it has left in order");
  if (auto* p = o_.links.find(a.session); p != nullptr)
    p->joins = p->welcomed = false;
}

// -- which part it is given, or gives up ---------------------------------------------------

/// Its agents are not there, whoever gets its sectors, and when.
void placement_executor::take_from(const node_action& a) {
  o_.people.tell(notice_kind::host_lost, {}, a.name, a.why.detail);
  for (auto& [part, at] : o_.places.all()) {
    if (at.by != a.session)
      continue;
    release(part, a.name + " is lost");
    o_.people.tell(notice_kind::sector_unserved, part.where(), a.name, "its host is lost");
  }
}

void placement_executor::host(const node_action& a) {
  if (o_.links.find(a.session) == nullptr)
    return; // node_table learns that it is lost
  auto& around = o_.around;
  const auto& part = a.held.what;
  const auto where = part.where();
  auto& at = o_.places.at(part);
  const auto before = std::exchange(at.last, a.name);
  const bool had_it = at.by == a.session && before == a.name; // it is told once more
  if (at.by != a.session)
    release(part, "it moves to " + a.name);
  if (!had_it)
    o_.people.tell(notice_kind::sector_placed, where, a.name,
                   before.empty()     ? "it runs there now"
                   : before == a.name ? "it runs there again"
                                      : "it runs there now, after " + before);
  at.by = a.session;
  sector_handover given;
  given.epoch = a.held.epoch;
  given.roster = around.who.changes();
  if (!part.is_cluster())
    given.detached = o_.table.detached(part.sector());
  around.agents.read().each_page(where, [&](const cluster_page& page) {
    if (std::ranges::count(given.detached, page.summary.cluster) == 0)
      given.pages.push_back(page);
  });
  for (const auto& c : around.events.not_closed())
    if (c.where.kind() != scope::level::all && where.covers(c.where))
      given.circuits.push_back(c);
  spdlog::info("{} goes to {} (epoch {})", to_string(where), a.name, a.held.epoch);
  o_.links.offer(
      a.session,
      link_entry{entry_kind::host_sector, where, a.held.epoch, {}, encode(given, now_())});
}

/// Work that may end first is waited for, and its results; no agent is given
/// anything to do there any more.
void placement_executor::drop(const node_action& a) {
  const auto& part = a.held.what;
  if (o_.places.at(part).by == a.session && a.drains)
    take_offline(part);
  else if (o_.places.at(part).by == a.session)
    release(part, a.name + " releases it");
  const part_drop how{a.drains ? o_.around.cfg.placement.drain_ms : 0};
  o_.links.offer(
      a.session,
      link_entry{entry_kind::drop_sector, part.where(), a.held.epoch, {}, encode(how)});
}

bool placement_executor::dropped(session_id session, const link_entry& e) {
  const auto part = placed_part::from(e.where);
  const auto* p = o_.links.find(session);
  if (!part || p == nullptr)
    return false;
  auto decided = o_.table.dropped(p->name, session, {*part, e.number}, now_());
  if (o_.places.at(*part).by == session && !o_.table.serves(p->name, session, *part))
    release(*part, p->name + " has released it");
  carry_out(std::move(decided));
  return true;
}

/// Nobody has it for a while: who waits for its host is told, and nobody
/// chooses its agents.
void placement_executor::release(const placed_part& part, const std::string& why) {
  auto& at = o_.places.at(part);
  at.by = 0;
  if (std::exchange(at.up, false))
    o_.ways.tell_above(part, {});
  if (!part.is_cluster())
    o_.questions.refuse_all(
        [&](const placed_part& asked) { return asked.sector() == part.sector(); },
        {errc::sector_unreachable, to_string(part.where()) + ": " + why, "ask again"});
  take_offline(part);
}

void placement_executor::take_offline(const placed_part& part) {
  each_cluster(part, [this](cluster_id c) { o_.around.agents.take_offline(c, now_()); });
}

/// The clusters of a sector that are not detached, or the one that is.
void placement_executor::each_cluster(const placed_part& part,
                                      const std::function<void(cluster_id)>& change) const {
  for (int c = 0; c < o_.around.who.clusters(part.sector()); ++c) {
    const cluster_id cluster{part.sector().sector, static_cast<std::uint8_t>(c)};
    if (o_.table.part_of(cluster) == part)
      change(cluster);
  }
}

void placement_executor::each_cluster_of(session_id session,
                                         const std::function<void(cluster_id)>& change) {
  for (const auto& [part, at] : o_.places.all())
    if (at.by == session)
      each_cluster(part, change);
}

void placement_executor::change_world(link_entry change) {
  constexpr std::size_t remembered = 1'000;
  world_changes_.push_back(std::move(change));
  if (world_changes_.size() > remembered)
    world_changes_.pop_front();
  for (const auto& [session, p] : o_.links.all())
    if (p.welcomed)
      o_.links.offer(session, world_changes_.back());
}

} // namespace mesh::node
