// Which node has which sector: what node_table has decided is made durable,
// and then carried out.
#include <algorithm>

#include <spdlog/spdlog.h>

#include "messages/link_bodies.hpp"
#include "runtime/node/bodies/node_welcome.hpp"
#include "runtime/node/bodies/part_drop.hpp"
#include "runtime/node/bodies/sector_handover.hpp"
#include "runtime/node/hub/hub.hpp"

namespace mesh::node {

void hub_state::carry_out(node_actions actions) {
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

/// Whether it can be carried out without the disk: it tells only how a node is.
bool hub_state::places_nothing(const node_action& a) {
  using kind = node_action::kind;
  return a.what == kind::refuse || a.what == kind::suspect || a.what == kind::back;
}

/// Its agents are not there, whoever gets its sectors, and when.
void hub_state::take_from(const node_action& a) {
  tell_people(notice_kind::host_lost, {}, a.name, a.why.detail);
  for (auto& [what, at] : places_) {
    if (at.by != a.session)
      continue;
    release(what, a.name + " is lost");
    tell_people(notice_kind::sector_unserved, what.where(), a.name, "its host is lost");
  }
}

/// Who has it, as far as that is carried out; empty: nobody.
std::string hub_state::holder_of(const place& at) const {
  const auto found = peers_.find(at.by);
  return at.by == 0 || found == peers_.end() ? std::string() : found->second.name;
}

/// The clusters of a sector that are not apart, or the one that is.
template <class Change>
void hub_state::each_cluster(const placed_part& what, Change change) {
  for (int c = 0; c < setup_.around->who.clusters(what.sector()); ++c) {
    const cluster_id cluster{what.sector().sector, static_cast<std::uint8_t>(c)};
    if (table_->part_of(cluster) == what)
      change(cluster);
  }
}

void hub_state::tell_people(notice_kind what, const scope& where, const std::string& host,
                            std::string seen) {
  setup_.around->events.add(notice{now(), what, where, host, std::move(seen)});
}

tl::expected<void, error> hub_state::make_durable() {
  auto placed = table_->stored();
  for (const auto& [name, w] : watches_)
    if (w.seen)
      placed.witnesses[name] = w.witness;
  auto& kept = setup_.kept->placed;
  if (placed != kept)
    ++placed.term;
  auto must_write = setup_.store && placed != kept;
  auto written = must_write ? setup_.store(placed) : tl::expected<void, error>{};
  auto before = std::exchange(disk_failure_, written ? error{} : written.error());
  if (!written && before.code == errc::none) {
    spdlog::error("no sector is given to anybody until this works: {}",
                  to_string(disk_failure_));
    tell_people(notice_kind::placement_unwritten, {}, {},
                "no sector is given to anybody until this works: " + to_string(disk_failure_));
  }
  if (written && before.code != errc::none) {
    spdlog::info("placements are written again");
    tell_people(notice_kind::placement_written, {}, {}, "the disk takes placements again");
  }
  if (written) {
    table_->stored_as(placed.term);
    kept = std::move(placed);
  }
  return written;
}

/// A placement that would be forgotten could be given twice: without the disk
/// nothing is placed, and all goes on as it is.
void hub_state::carry_out_stored() {
  if (unstored_.empty() && disk_failure_.code == errc::none)
    return;
  if (auto written = make_durable(); !written)
    return; // tried again with the next tick
  for (const auto& a : std::exchange(unstored_, {}))
    carry_out(a);
  tell_members();
}

void hub_state::carry_out(const node_action& a) {
  using kind = node_action::kind;
  auto found = peers_.find(a.session);
  switch (a.what) {
  case kind::accept:
    return accept(a);
  case kind::refuse:
    if (found != peers_.end())
      refuse(a.session, found->second, a.why);
    return;
  case kind::host:
    return host(a);
  case kind::drop:
    return drop(a);
  case kind::suspect:
    spdlog::warn("{} is suspect: {}", a.name, to_string(a.why));
    tell_people(notice_kind::host_suspect, {}, a.name, a.why.detail);
    for (auto& [what, at] : places_)
      if (at.by == a.session)
        each_cluster(what, [this](cluster_id c) { setup_.around->agents.suspect(c, now()); });
    return ask_about(a);
  case kind::back:
    inquiries_.erase(a.name);
    tell_people(notice_kind::host_back, {}, a.name, "it is heard again");
    for (auto& [what, at] : places_)
      if (at.by == a.session)
        each_cluster(what, [this](cluster_id c) { setup_.around->agents.trust(c, now()); });
    return spdlog::info("{} is back", a.name);
  case kind::lost:
    return lost(a);
  case kind::left:
    spdlog::info("{} has left", a.name);
    tell_people(notice_kind::host_left, {}, a.name, "it has left in order");
    if (found != peers_.end())
      found->second.joins = found->second.welcomed = false;
    return;
  }
}

/// What goes on where it may end first is waited for, and its results; nobody is given
/// anything to do there any more.
void hub_state::drop(const node_action& a) {
  const auto& what = a.held.what;
  if (places_[what].by == a.session && a.drains)
    take_offline(what);
  else if (places_[what].by == a.session)
    release(what, a.name + " gives it up");
  const part_drop how{a.drains ? cfg().placement.drain_ms : 0};
  if (auto found = peers_.find(a.session); found != peers_.end())
    offer(a.session, found->second,
          {entry_kind::drop_sector, what.where(), a.held.epoch, {}, encode(how)});
}

void hub_state::dropped(session_id session, const peer& p, const link_entry& e) {
  auto what = placed_part::from(e.where);
  if (!what)
    return unreadable(p, e);
  auto decided = table_->dropped(p.name, session, {*what, e.number}, now());
  if (places_[*what].by == session && !table_->serves(p.name, session, *what))
    release(*what, p.name + " has given it up");
  carry_out(std::move(decided));
}

/// A process that has lost its name to this one has to say hello again when it comes
/// back, and is told then.
void hub_state::forget_predecessor(const node_action& a) {
  auto before = std::find_if(peers_.begin(), peers_.end(), [&](const auto& one) {
    return one.first != a.session && one.second.joins && one.second.name == a.name;
  });
  if (before == peers_.end())
    return;
  returns_->forget(a.name);
  forget(before);
}

void hub_state::accept(const node_action& a) {
  auto found = peers_.find(a.session);
  if (found == peers_.end())
    return;
  auto& p = found->second;
  forget_predecessor(a);
  p.welcomed = true;
  p.refused_for = errc::none;
  inquiries_.erase(a.name);
  const auto& around = *setup_.around;
  node_welcome w;
  w.roster = around.who.changes();
  w.context = around.context->text;
  w.silence_ms = cfg().placement.silence_ms;
  w.rejoin_ms = cfg().placement.rejoin_ms;
  for (int s = 0; s < cfg().topology.sectors; ++s) { // what it was let keep
    sector_id sector{static_cast<std::uint8_t>(s)};
    if (table_->serves(a.name, a.session, sector))
      places_[sector].by = a.session;
    for (auto cluster : table_->apart(sector))
      if (table_->serves(a.name, a.session, cluster))
        places_[cluster].by = a.session;
  }
  spdlog::info("{} has joined", a.name);
  if (auto& joined = setup_.kept->joined[a.name];
      std::exchange(joined, a.session) != a.session) {
    tell_people(notice_kind::host_joined, {}, a.name,
                "it is taken in, version " + p.build_version);
    for (const auto& row : table_->rows(now()))
      if (row.name == a.name && row.held_back > duration{})
        tell_people(notice_kind::host_looping, {}, a.name,
                    std::to_string(row.deaths)
                        + " of its processes have died in a row, each "
                          "soon after it had joined: it gets no sectors for a while");
  }
  auto& watched = watches_[a.name];
  if (watched.session != a.session || watched.witness != setup_.kept->witnesses[a.name])
    watched = {a.session, a.session, setup_.kept->witnesses[a.name]};
  watched.dead = false;
  tell_members(a.session, p, entry_kind::welcome, std::move(w));
  for (const auto& change : world_changes_)
    offer(a.session, p, change);
}

void hub_state::host(const node_action& a) {
  auto found = peers_.find(a.session);
  if (found == peers_.end())
    return; // node_table learns that it is lost
  auto& around = *setup_.around;
  const auto where = a.held.what.where();
  auto& at = places_[a.held.what];
  const auto before = std::exchange(at.last, a.name);
  const bool had_it = at.by == a.session && before == a.name; // it is told once more
  if (at.by != a.session)
    release(a.held.what, "it moves to " + a.name);
  if (!had_it)
    tell_people(notice_kind::sector_placed, where, a.name,
                before.empty()     ? "it has it now"
                : before == a.name ? "it has it again"
                                   : "it has it now, after " + before);
  at.by = a.session;
  sector_handover given;
  given.epoch = a.held.epoch;
  given.roster = around.who.changes();
  if (!a.held.what.is_cluster())
    given.apart = table_->apart(a.held.what.sector());
  around.agents.read().each_page(where, [&](const cluster_page& page) {
    if (std::ranges::count(given.apart, page.summary.cluster) == 0)
      given.pages.push_back(page);
  });
  for (const auto& c : around.events.not_closed())
    if (c.where.kind() != scope::level::all && where.covers(c.where))
      given.circuits.push_back(c);
  spdlog::info("{} goes to {} (epoch {})", to_string(where), a.name, a.held.epoch);
  offer(a.session, found->second,
        {entry_kind::host_sector, where, a.held.epoch, {}, encode(given, now())});
}

/// Nobody has it for a while: who waits for its host is told, and nobody
/// chooses its agents.
void hub_state::release(const placed_part& what, const std::string& why) {
  auto& at = places_[what];
  at.by = 0;
  if (std::exchange(at.up, false))
    tell_above(what, {});
  for (auto i = requests_.begin(); i != requests_.end();) {
    auto mine = i++;
    if (mine->second.sector != what.sector() || what.is_cluster())
      continue;
    error gone{errc::sector_unreachable, to_string(what.where()) + ": " + why, "ask again"};
    self_->send(mine->second.answer_to,
                link_answer{entry_kind::refused, mine->first, encode(gone)});
    requests_.erase(mine);
  }
  take_offline(what);
}

void hub_state::take_offline(const placed_part& what) {
  each_cluster(what, [this](cluster_id c) { setup_.around->agents.take_offline(c, now()); });
}

void hub_state::lost(const node_action& a) {
  spdlog::error("{} is lost: {}", a.name, to_string(a.why));
  returns_->forget(a.name);
  if (auto found = peers_.find(a.session); found != peers_.end())
    forget(found);
}

} // namespace mesh::node
