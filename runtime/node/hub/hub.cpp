#include "runtime/node/hub/hub.hpp"

#include <utility>

#include <spdlog/spdlog.h>

#include "actors/supervision/supervised_children.hpp"
#include "messages/link_bodies.hpp"
#include "runtime/node/bodies/roster_body.hpp"
#include "runtime/node/protocol/envelope.hpp"

namespace mesh::node {

namespace {

/// About the node itself, and what it has to freeze.
bool must_be_told(entry_kind kind) {
  return kind < entry_kind::scatter || kind == entry_kind::freeze;
}

} // namespace

void hub_state::begin(caf::event_based_actor* self, hub_setup setup) {
  self_ = self;
  setup_ = std::move(setup);
  returns_.emplace(cfg().breakers);
  table_.emplace(cfg().placement, cfg().topology.sectors, setup_.kept->placed, now(),
                 setup_.new_session());
  self->set_exception_handler(exit_error_of);
  for (const auto& [name, witness] : setup_.kept->placed.witnesses) {
    setup_.kept->witnesses.emplace(name, witness);
    watches_[name] = {0, table_->process(name), witness, true};
  }
  self->set_down_handler([this](const caf::down_msg& what) { lost(what); });
  tick();
}

void hub_state::tick() {
  constexpr double looks = 4; // in ask_ms
  meet_anew();
  carry_out(table_->tick(now()));
  look_at_witnesses();
  say_what_keeps_it();
  judge_hosts();
  setup_.around->timers.at(now() + from_ms(cfg().placement.ask_ms / looks), self_, hub_tick{});
}

/// Once, and when it is over.
void hub_state::say_what_keeps_it() {
  auto before = std::exchange(waits_for_, table_->waits_for());
  if (waits_for_.code != errc::none && before.code == errc::none)
    spdlog::warn("no sector is given to anybody: {}", to_string(waits_for_));
  if (waits_for_.code == errc::none && before.code != errc::none)
    spdlog::info("sectors are given to hosts again");
  if (!setup_.store && peers_.size() > 1 && !std::exchange(said_it_forgets_, true))
    spdlog::warn("several hosts, and no --data: this orchestrator forgets who has which "
                 "sector");
}

// -- links ---------------------------------------------------------------------------

void hub_state::receive(const wire<link_batch>& batch, const caf::strong_actor_ptr& from) {
  const auto session = batch->from;
  auto moment = now();
  if (!from || session == 0)
    return;
  auto found = peers_.find(session);
  if (found == peers_.end()) {
    if (peers_.size() >= 2 * static_cast<std::size_t>(cfg().placement.nodes))
      return spdlog::warn("more processes than 'placement/nodes' allows ask to be taken in");
    found = peers_.emplace(session, peer(channel(cfg().links, setup_.new_session()))).first;
  }
  auto& p = found->second;
  if (auto handle = caf::actor_cast<caf::actor>(from); p.handle != handle) { // a new link
    if (setup_.certified && !p.name.empty() && setup_.certified(from) != p.name)
      return spdlog::warn("somebody else speaks in the session of {}; that does not count",
                          p.name);
    p.handle = handle;
    self_->monitor(handle);
    p.link.link_up(moment);
  }
  if (p.joins) // also while its placement waits for the disk
    carry_out(table_->heard(p.name, session, moment));
  auto got = p.link.receive(link_batch(*batch), moment);
  note_reached(session, p);
  for (auto& e : got.entries) {
    handle(session, p, std::move(e), from);
    if (!peers_.contains(session))
      return; // it was given up over that
  }
  flush(session, p);
}

void hub_state::lost(const caf::down_msg& what) {
  for (auto i = peers_.begin(); i != peers_.end(); ++i) {
    auto& p = i->second;
    if (!p.handle || p.handle.address() != what.source)
      continue;
    p.handle = nullptr;
    p.link.link_down();
    if (!p.joins) // nothing is kept for it
      return void(peers_.erase(i));
    return carry_out(table_->link_lost(p.name, i->first, now()));
  }
}

void hub_state::flush(session_id session, peer& p) {
  auto moment = now();
  while (auto batch = p.link.next(moment))
    if (p.handle)
      self_->send(p.handle, wire<link_batch>(std::move(*batch)));
  auto next = p.link.next_wake(moment);
  if (!next || (p.wake && *p.wake <= *next))
    return;
  p.wake = next;
  setup_.around->timers.at(*next, self_, peer_tick{session});
}

void hub_state::woken(const peer_tick& t) {
  auto found = peers_.find(t.session);
  if (found == peers_.end())
    return;
  found->second.wake.reset();
  flush(t.session, found->second);
}

tl::expected<void, error> hub_state::offer(session_id session, peer& p, link_entry entry) {
  auto kind = entry.kind;
  auto where = entry.where;
  auto post = is_post(entry);
  auto taken = p.link.offer(std::move(entry), now());
  const bool was_refused = std::exchange(p.refused, !taken);
  if (!taken) {
    if (!was_refused) // else it is the same again
      spdlog::error("what is for {} does not fit any more ({} of {}): {}", p.name, int(kind),
                    to_string(where), to_string(taken.error()));
    if (post)
      undeliverable_post();
    p.overrun = p.overrun || (taken.error().code == errc::queue_full && must_be_told(kind));
  }
  flush(session, p);
  return taken;
}

/// Nobody says these again: who has missed one is met as if this were a new hub, and
/// is told all that holds when it has said hello.
void hub_state::meet_anew() {
  for (auto i = peers_.begin(); i != peers_.end();) {
    auto mine = i++;
    if (!mine->second.overrun)
      continue;
    spdlog::warn("{} could not be told what it has to know; what waits for it is given up, "
                 "and it is met anew",
                 mine->second.name);
    forget(mine);
  }
}

void hub_state::undeliverable_post() const {
  count_undeliverable(setup_.around->counters);
}

/// Nobody else knows of what waits here.
hub_state::~hub_state() {
  for (auto& [session, p] : peers_)
    for (const auto& e : p.link.close({}))
      if (is_post(e))
        undeliverable_post();
}

/// What it never got is lost with it; of what others wait for they are told.
void hub_state::forget(peers::iterator gone) {
  for (const auto& e : gone->second.link.close(now()))
    if (is_post(e))
      undeliverable_post();
  setup_.kept->counted.erase(gone->first);
  peers_.erase(gone);
}

// -- this process ----------------------------------------------------------------------

/// A proxy that replaces another one learns how its sector is.
void hub_state::meet(const proxy_is& news) {
  auto& at = places_[news.what];
  at.proxy = news.who;
  if (at.up)
    self_->send(at.proxy, part_news{true, {}});
}

hub_state::peer* hub_state::holder(const placed_part& what, session_id& session) {
  auto at = places_.find(what);
  if (at == places_.end() || at->second.by == 0)
    return nullptr;
  session = at->second.by;
  auto found = peers_.find(session);
  return found == peers_.end() ? nullptr : &found->second;
}

void hub_state::pass_on(for_part what) {
  session_id session = 0;
  const auto sector = what.what.sector();
  auto* to = holder(sector, session);
  auto number = what.entry.number;
  auto refuse = [&](const error& why) {
    caf::anon_send(what.answer_to, link_answer{entry_kind::refused, number, encode(why)});
  };
  if (to == nullptr && what.answer_to)
    return refuse({errc::sector_unreachable, to_string(sector) + " is on no node at present",
                   "see 'nodes'"});
  if (to == nullptr) {
    if (what.entry.kind == entry_kind::post)
      undeliverable_post();
    return; // the rest is said again when somebody has it
  }
  if (what.entry.kind == entry_kind::freeze)
    note_freeze(what.entry);
  if (what.entry.kind == entry_kind::scatter && !may_ask(*to, what.entry))
    return;
  if (what.answer_to)
    requests_[number] = {what.answer_to, sector};
  if (what.entry.kind == entry_kind::join || what.entry.kind == entry_kind::leave)
    offer(session, *to,
          {entry_kind::roster_changes,
           sector,
           0,
           {},
           encode(setup_.around->who.changes())}); // who they are
  auto taken = offer(session, *to, std::move(what.entry));
  if (!taken && what.answer_to && requests_.erase(number) > 0)
    refuse(taken.error());
}

void hub_state::change_world(const numbered_change& what) {
  constexpr std::size_t remembered = 1'000;
  link_entry e{entry_kind::simulate, {}, what.number, {}, encode(what.what)};
  world_changes_.push_back(e);
  if (world_changes_.size() > remembered)
    world_changes_.pop_front();
  for (auto& [session, p] : peers_)
    if (p.welcomed)
      offer(session, p, e);
}

nodes_report hub_state::report() {
  nodes_report r;
  r.hubs_replaced = setup_.life;
  for (auto& row : table_->rows(now())) {
    listed_node listed;
    listed.row = row;
    listed.returns = returns_->of(row.name, now());
    if (auto asked = inquiries_.find(row.name);
        asked != inquiries_.end() && asked->second.awaited == 0)
      listed.cause = to_string(silent_verdict(asked->second.answers));
    if (auto found = peers_.find(row.session); found != peers_.end()) {
      listed.build_version = found->second.build_version;
      listed.round_trip_ms = 2 * to_ms(found->second.link.one_way());
      listed.waiting = found->second.link.size();
    }
    r.nodes.push_back(std::move(listed));
  }
  // What is decided and what is carried out differ while the disk takes no placement.
  for (int s = 0; s < cfg().topology.sectors; ++s) {
    const sector_id sector{static_cast<std::uint8_t>(s)};
    const auto at = places_.find(sector);
    const auto decided = table_->holder(sector);
    const auto carried = at == places_.end() ? std::string() : holder_of(at->second);
    r.unplaced += carried.empty() ? 1 : 0;
    r.starting += !carried.empty() && !at->second.up ? 1 : 0;
    if (decided.empty() || decided == carried)
      continue;
    ++r.pending;
    for (auto& n : r.nodes)
      if (n.row.name == decided) {
        ++n.pending;
        --n.row.sectors;
      } else if (n.row.name == carried) {
        ++n.row.sectors;
      }
  }
  r.unwritten = disk_failure_;
  r.forgets = !setup_.store;
  r.waits_for = table_->waits_for();
  return r;
}

node_answer hub_state::order(const node_order& what) {
  auto actions = what.what == node_act::drain   ? table_->drain(what.name, now())
                 : what.what == node_act::join  ? table_->undrain(what.name, now())
                 : what.what == node_act::adopt ? table_->adopt(now())
                                                : table_->forget(what.name, now());
  if (!actions)
    return {actions.error()};
  carry_out(std::move(*actions));
  if (auto written = make_durable(); !written)
    return {{written.error().code,
             what.name
                 + (what.what == node_act::drain   ? " is drained"
                    : what.what == node_act::join  ? " is no longer drained"
                    : what.what == node_act::adopt ? "the hosts that are here are adopted"
                                                   : " is given up")
                 + ", which a restart would forget: " + written.error().detail,
             written.error().remedy.empty() ? "say it again" : written.error().remedy}};
  tell_members();
  return {};
}

caf::behavior hub(caf::stateful_actor<hub_state>* self, hub_setup setup) {
  self->state.begin(self, std::move(setup));
  return {
      [self](const wire<link_batch>& batch) {
        self->state.receive(batch, self->current_sender());
      },
      [self](for_part& what) { self->state.pass_on(std::move(what)); },
      [self](const proxy_is& news) { self->state.meet(news); },
      [self](const numbered_change& what) { self->state.change_world(what); },
      [self](standing_freezes& all) { self->state.freeze(std::move(all)); },
      [self](const reach_answer& said) { self->state.heard(said); },
      [self](const probe_answer& said) { self->state.heard(said); },
      [self](const nodes_request&) { return self->state.report(); },
      [self](const node_order& what) { return self->state.order(what); },
      [self](const fault& what) { fail_on_demand(self, what); },
      [self](const hub_tick&) { self->state.tick(); },
      [self](const peer_tick& t) { self->state.woken(t); },
  };
}

} // namespace mesh::node
