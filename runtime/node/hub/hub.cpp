#include "runtime/node/hub/hub.hpp"

#include <utility>

#include <spdlog/spdlog.h>

#include "actors/supervision/supervised_children.hpp"
#include "messages/link_bodies.hpp"
#include "runtime/node/bodies/roster_body.hpp"
#include "runtime/node/bodies/world_change.hpp"

namespace mesh::node {

namespace {

sessions::ports link_ports(caf::event_based_actor* self, const hub_setup& setup) {
  return {[self] { return self->clock().now(); },
          [self](const caf::actor& to, link_batch batch) {
            self->send(to, wire<link_batch>(std::move(batch)));
          },
          [self, &timers = setup.around->timers](time_point at, session_id whose) {
            timers.at(at, self, peer_tick{whose});
          },
          setup.new_session};
}

silence_inquiries::ask inquiry_of(caf::event_based_actor* self, const hub_setup& setup) {
  if (!setup.ask_about)
    return {};
  return [self, &setup](const node_peer& about, const std::vector<node_peer>& others) {
    setup.ask_about(caf::actor_cast<caf::actor>(self), about, others);
  };
}

witness_watch::probe probe_of(caf::event_based_actor* self, const hub_setup& setup) {
  if (!setup.probe)
    return {};
  return [self, &setup](session_id session, const node_peer& whom) {
    setup.probe(caf::actor_cast<caf::actor>(self), session, whom);
  };
}

std::function<void(const caf::message&)> root_of(caf::event_based_actor* self,
                                                 const hub_setup& setup) {
  return [self, &setup](const caf::message& said) {
    if (const auto root = setup.root())
      self->send(caf::actor_cast<caf::actor>(root), said);
  };
}

/// A session is over: the sum of its counts stays, its clusters run no more.
void forget(hub_memory& kept, mesh_counters& counters, session_id over) {
  kept.counted.erase(over);
  if (const auto last = kept.seen.extract(over))
    end_running(counters.arrivals, last.mapped());
}

} // namespace

hub_state::parts::parts(caf::event_based_actor* self, const hub_setup& setup)
    : people(setup.around->events, [self] { return self->clock().now(); }),
      table(setup.around->cfg.placement, setup.around->cfg.topology.sectors, setup.kept->placed,
            self->clock().now(), setup.new_session()),
      links(setup.around->cfg, setup.around->counters, link_ports(self, setup)),
      places(
          [self](const caf::actor& proxy, const part_news& news) { self->send(proxy, news); }),
      witnesses(from_ms(setup.around->cfg.placement.ask_ms), probe_of(self, setup)),
      inquiries(inquiry_of(self, setup)),
      ways(*setup.around, table, links, places),
      members(table, links, *setup.kept),
      store(table, witnesses, *setup.kept, setup.store, people),
      gate(*setup.around, table, [self] { return self->clock().now(); }),
      placement(
          {*setup.around, table, *setup.kept, people, links, places, ways, questions, members,
           inquiries, witnesses, store, gate},
          [self] { return self->clock().now(); },
          [&kept = *setup.kept, &around = *setup.around, this](session_id over) {
            forget(kept, around.counters, over);
            agents.forget(over);
            persons.forget(over);
          }),
      records(*setup.around, ways, gate, [self] { return self->clock().now(); }),
      agents({table, links, places, *setup.kept}, setup.agents,
             [to = caf::actor_cast<caf::actor>(self)](admission_made made) {
               caf::anon_send(to, std::move(made));
             }),
      persons({table, links}, setup.people,
              [to = caf::actor_cast<caf::actor>(self)](person_answered made) {
                caf::anon_send(to, std::move(made));
              }),
      inbox(
          {*setup.around, table, links, places, ways, questions, members, placement, gate,
           records, agents, persons},
          setup, [self] { return self->clock().now(); }, root_of(self, setup)),
      view{setup.around->cfg, table, links, places, inquiries, store, gate} {
  for (const auto& [name, witness] : setup.kept->placed.witnesses) {
    setup.kept->witnesses.emplace(name, witness);
    witnesses.recall(name, table.process(name), witness);
  }
}

void hub_state::begin(caf::event_based_actor* self, hub_setup setup) {
  self_ = self;
  setup_ = std::move(setup);
  parts_ = std::make_unique<parts>(self, setup_);
  self->set_exception_handler(exit_error_of);
  self->set_down_handler([this](const caf::down_msg& down) { lost(down); });
  tick();
}

void hub_state::tick() {
  constexpr double looks = 4; // in ask_ms
  auto& p = *parts_;
  p.links.reset_overrun([&](session_id over) {
    p.members.forget(over);
    p.agents.forget(over);
    p.persons.forget(over);
    forget(*setup_.kept, setup_.around->counters, over);
  });
  p.placement.carry_out(p.table.tick(now()));
  p.witnesses.look(p.table.rows(now()), now());
  warn_of_waiting();
  p.gate.judge();
  p.persons.spread();
  p.links.reclaim_lent();
  setup_.around->timers.at(now() + from_ms(setup_.around->cfg.placement.ask_ms / looks), self_,
                           hub_tick{});
}

/// Once, and when it is over.
void hub_state::warn_of_waiting() {
  const auto before = std::exchange(waits_for_, parts_->table.waits_for());
  if (waits_for_.code != errc::none && before.code == errc::none)
    spdlog::warn("no sector is placed: {}", to_string(waits_for_));
  if (waits_for_.code == errc::none && before.code != errc::none)
    spdlog::info("sectors are placed again");
  if (!setup_.store && parts_->links.all().size() > 1
      && !std::exchange(warned_of_no_data_, true))
    spdlog::warn(
        "several hosts, and no --data: this orchestrator forgets the placement of sectors");
}

void hub_state::receive(const wire<link_batch>& batch, const caf::strong_actor_ptr& from) {
  const auto session = batch->from;
  if (!from || session == 0)
    return;
  auto& p = *parts_;
  auto* peer = p.links.find_or_add(session);
  if (peer == nullptr)
    return;
  if (const auto handle = caf::actor_cast<caf::actor>(from); peer->handle != handle) {
    if (setup_.certified && !peer->name.empty() && setup_.certified(from) != peer->name)
      return spdlog::warn("another sender used the session of {}; its message is ignored",
                          peer->name);
    self_->monitor(handle);
    p.links.link_up(*peer, handle);
  }
  if (peer->joins) // also while its placement waits for the disk
    p.placement.carry_out(p.table.heard(peer->name, session, now()));
  auto got = peer->link.receive(link_batch(*batch), now());
  p.members.note_reached(session, now());
  for (auto& e : got.entries)
    p.inbox.take(session, std::move(e), from);
  p.links.flush(session);
}

void hub_state::lost(const caf::down_msg& down) {
  auto& p = *parts_;
  const auto session = p.links.link_lost(down.source);
  const auto* peer = session ? p.links.find(*session) : nullptr;
  if (peer != nullptr)
    p.placement.carry_out(p.table.link_lost(peer->name, *session, now()));
}

/// Whether the holder's host takes more; else the orchestrator is told at once (B3).
bool hub_state::may_go(session_id holder, const parcel& said) {
  const auto turned_away = parts_->gate.admit(
      parts_->links.find(holder)->name, said.where.sector(),
      *said.content.get_as<wire<message>>(0), *said.content.get_as<wire<scatter_order>>(1));
  if (!turned_away)
    return true;
  if (const auto root = setup_.root())
    self_->send(root, wire<gather_summary>(*turned_away));
  return false;
}

void hub_state::pass_on(const for_part& said) {
  auto& p = *parts_;
  const auto sector = said.part.sector();
  const auto holder = p.places.holder(said.part);
  const auto kind = said.what.kind;
  const auto number = said.what.number;
  if (said.answer_to)
    p.questions.add(number, said.answer_to, said.part);
  if (p.links.find(holder) == nullptr) { // what has no answer is said again to the next one
    if (kind == entry_kind::post)
      count_undeliverable(setup_.around->counters);
    if (said.answer_to)
      p.questions.refuse(number, {errc::sector_unreachable,
                                  to_string(sector) + " is on no node now", "see 'nodes'"});
    return;
  }
  if (kind == entry_kind::freeze)
    p.ways.note_freeze(sector, said.what.content.get_as<freeze_order>(0));
  if (kind == entry_kind::scatter && !may_go(holder, said.what))
    return;
  if (kind == entry_kind::join || kind == entry_kind::leave) // who they are
    p.links.offer(
        holder,
        link_entry{
            entry_kind::roster_changes, sector, 0, {}, encode(setup_.around->who.changes())});
  const auto taken = p.links.offer(holder, said.what);
  if (!taken && said.answer_to)
    p.questions.refuse(number, taken.error());
}

void hub_state::change_world(const numbered_change& change) {
  parts_->placement.change_world(
      {entry_kind::simulate, {}, change.number, {}, encode(change.what)});
}

void hub_state::heard(const probe_answer& said) {
  auto& p = *parts_;
  if (p.witnesses.heard(said, p.table.process(said.name)))
    p.placement.carry_out(p.table.dead(said.name, said.session, now()));
}

nodes_report hub_state::report() const {
  return parts_->view.report(now(), setup_.life);
}

node_answer hub_state::order(const node_order& order) {
  auto& p = *parts_;
  auto actions = order.what == node_act::drain   ? p.table.drain(order.name, now())
                 : order.what == node_act::join  ? p.table.undrain(order.name, now())
                 : order.what == node_act::adopt ? p.table.adopt(now())
                                                 : p.table.forget(order.name, now());
  if (!actions)
    return {actions.error()};
  p.placement.carry_out(std::move(*actions));
  if (const auto written = p.store.write(); !written)
    return {{written.error().code,
             order.name
                 + (order.what == node_act::drain   ? " is drained"
                    : order.what == node_act::join  ? " is no longer drained"
                    : order.what == node_act::adopt ? "the hosts that are here are adopted"
                                                    : " is given up")
                 + ", but a restart would forget it: " + written.error().detail,
             written.error().remedy.empty() ? "repeat the command" : written.error().remedy}};
  p.members.spread();
  return {};
}

caf::behavior hub(caf::stateful_actor<hub_state>* self, hub_setup setup) {
  self->state.begin(self, std::move(setup));
  return {
      [self](const wire<link_batch>& batch) {
        self->state.receive(batch, self->current_sender());
      },
      [self](const for_part& said) { self->state.pass_on(said); },
      [self](const proxy_is& news) { self->state.meet(news); },
      [self](const numbered_change& change) { self->state.change_world(change); },
      [self](standing_freezes& all) { self->state.freeze(std::move(all)); },
      [self](const reach_answer& said) { self->state.heard(said); },
      [self](const probe_answer& said) { self->state.heard(said); },
      [self](admission_made& made) { self->state.made(std::move(made)); },
      [self](const person_answered& made) { self->state.made(made); },
      [self](const port_order& what) { self->state.order(what); },
      [self](const agents_urls_request& r) { return self->state.urls(r.where); },
      [self](const nodes_request&) { return self->state.report(); },
      [self](const node_order& order) { return self->state.order(order); },
      [self](const fault& on_demand) { fail_on_demand(self, on_demand); },
      [self](const hub_tick&) { self->state.tick(); },
      [self](const peer_tick& t) { self->state.woken(t); },
  };
}

} // namespace mesh::node
