#include "runtime/node/uplink/uplink.hpp"

#include <utility>

#include <spdlog/spdlog.h>

#include "messages/link_bodies.hpp"
#include "messages/type_ids.hpp"

namespace mesh::node {

uplink_state::parts::parts(uplink_state& whole, caf::event_based_actor* self,
                           const uplink_setup& setup)
    : cut_off(setup.around->cfg.placement),
      link(setup.around->cfg, setup.session, setup.around->counters,
           {[self] { return self->clock().now(); },
            [self](const caf::actor& to, link_batch batch) {
              self->send(to, wire<link_batch>(std::move(batch)));
            },
            [&whole](time_point at) { whole.wake_at(at, uplink_wake::channel); },
            [&whole](time_point at) { whole.wake_at(at, uplink_wake::dial); },
            [self, &setup] {
              setup.dial(caf::actor_cast<caf::actor>(self));
            }}),
      membership(setup, held, link, cut_off),
      reports(*setup.around, held, link, [self] { return self->clock().now(); }),
      pauses(held, setup.around->who,
             [self](const caf::actor& parent, freeze_order order) {
               self->send(parent, std::move(order));
             }),
      drains(held, setup.around->who,
             {[self] { return self->clock().now(); },
              [self](const caf::actor& supervisor, leave_order order) {
                self->send(supervisor, std::move(order));
              },
              [self, &whole](const placed_part& part) {
                self->send(whole.supervisor_, drop_order{part});
              }}),
      inbox(self, *setup.around, held, pauses,
            [&whole](link_entry answer) {
              whole.parts_->detached.answer(std::move(answer));
              whole.flush();
            }),
      detached(self, *setup.around, held, link, inbox),
      hosting(
          {*setup.around, held, link, cut_off, drains, pauses, detached, reports, setup.agents},
          [self] { return self->clock().now(); },
          [self, &whole](host_order order) {
            self->send(whole.supervisor_, std::move(order));
          }),
      from_hub(
          {*setup.around, *setup.world, held, membership, hosting, inbox, drains, detached,
           reports, setup.agents, *setup.people},
          [self] { return self->clock().now(); }, [&whole] { whole.greet_later(); }) {}

void uplink_state::begin(caf::event_based_actor* self, uplink_setup setup) {
  self_ = self;
  setup_ = std::move(setup);
  parts_ = std::make_unique<parts>(*this, self, setup_);
  self->set_down_handler([this](const caf::down_msg& down) { parts_->link.lost(down.source); });
  parts_->membership.greet();
  woken(uplink_wake::report);
  woken(uplink_wake::isolation);
}

/// The actor that is to start sectors is there: now they may come.
void uplink_state::meet(const caf::actor& supervisor) {
  supervisor_ = supervisor;
  parts_->inbox.meet(supervisor);
  parts_->link.dial();
}

void uplink_state::wake_at(time_point at, uplink_wake what) {
  setup_.around->timers.at(at, self_, uplink_tick{what});
}

void uplink_state::greet_later() {
  if (!std::exchange(greets_later_, true))
    wake_at(now() + from_ms(setup_.around->cfg.node.redial_ms), uplink_wake::greet);
}

/// A node that has left says so when the hub has all that it said.
void uplink_state::flush() {
  parts_->link.flush();
  if (parts_->membership.is_leaving() && parts_->held.empty() && parts_->link.is_idle()
      && setup_.left)
    std::exchange(setup_.left, nullptr)();
}

// -- the link ----------------------------------------------------------------------

void uplink_state::found(const caf::actor& hub) {
  if (!parts_->link.found(hub))
    return;
  self_->monitor(hub);
  flush();
}

void uplink_state::receive(const wire<link_batch>& batch) {
  auto& p = *parts_;
  auto got = p.link.receive(*batch);
  if (got.new_session)
    p.membership.begin_again();
  p.cut_off.heard_hub(p.membership.is_member() ? p.link.reached_at() : std::nullopt, now());
  if (got.new_session) {
    p.from_hub.begin_again();
    p.membership.greet();
    for (auto& e : got.never_acknowledged)
      if (!newest_wins(e.kind) && e.kind != entry_kind::hello)
        p.link.offer(std::move(e)); // what a restarted orchestrator still has to know (T2)
  }
  for (const auto& e : got.entries)
    p.from_hub.take(e);
  look_around();
  flush();
}

void uplink_state::take(link_entry entry) {
  parts_->link.offer(std::move(entry));
  flush();
}

void uplink_state::woken(uplink_wake what) {
  auto& p = *parts_;
  const auto& cfg = setup_.around->cfg;
  constexpr double looks = 4; // in ask_ms
  switch (what) {
  case uplink_wake::channel:
    p.link.woken();
    break;
  case uplink_wake::report:
    if (p.membership.is_member())
      p.reports.report();
    wake_at(now() + from_ms(cfg.node.report_period_ms), uplink_wake::report);
    break;
  case uplink_wake::dial:
    p.link.dial();
    break;
  case uplink_wake::greet:
    greets_later_ = false;
    if (!p.membership.is_member())
      p.membership.greet();
    break;
  case uplink_wake::isolation:
    wake_at(now() + from_ms(cfg.placement.ask_ms / looks), uplink_wake::isolation);
    p.hosting.begin_due();
    p.drains.due();
    break;
  }
  look_around();
  flush();
}

void uplink_state::leave() {
  parts_->membership.leave();
  flush();
}

// -- cut off from the orchestrator's host, or not (R2, T2) ---------------------------

void uplink_state::heard(const peer_said& answer) {
  parts_->cut_off.answered(answer.round, answer.answer.peer, answer.answer.what);
  look_around();
  flush();
}

/// A node that leaves has no say any more.
hears_hub uplink_state::hub_heard() const {
  return {parts_->membership.is_leaving() ? hears::unreachable
                                          : parts_->cut_off.hub_heard(now()),
          setup_.session};
}

void uplink_state::look_around() {
  auto& p = *parts_;
  for (;;) {
    switch (p.cut_off.next(now())) {
    case isolation::step::nothing:
      return;
    case isolation::step::ask_peers:
      if (setup_.ask_peers && !p.membership.peers().empty())
        setup_.ask_peers(caf::actor_cast<caf::actor>(self_), p.cut_off.round(),
                         p.membership.peers());
      continue;
    case isolation::step::greet:
      p.membership.greet();
      continue;
    case isolation::step::pause:
      spdlog::warn("cut off from the orchestrator and too many other nodes: agents pause, as "
                   "their sectors may go to others");
      p.pauses.pause_all(true);
      continue;
    case isolation::step::go_on:
      spdlog::info("agents resume{}", p.cut_off.now_is() == isolation::state::with_hub
                                          ? ""
                                          : ": more than half of the nodes are without the "
                                            "orchestrator, as this one (T2)");
      p.pauses.pause_all(false);
      continue;
    }
  }
}

// -- this host -----------------------------------------------------------------------

void uplink_state::take(const to_coordinator& said) {
  parts_->detached.take(said);
  flush();
}

void uplink_state::pass_on(for_part said) {
  parts_->detached.pass_on(std::move(said));
  flush();
}

caf::behavior uplink(caf::stateful_actor<uplink_state>* self, uplink_setup setup) {
  self->state.begin(self, std::move(setup));
  return {
      [self](const wire<link_batch>& batch) { self->state.receive(batch); },
      [self](to_hub& said) { self->state.take(std::move(said.entry)); },
      [self](const hub_found& f) { self->state.found(f.hub); },
      [self](const hub_missing& m) { self->state.missing(m.why); },
      [self](const caf::actor& supervisor) { self->state.meet(supervisor); },
      [self](const meet_orchestrator& m) { self->state.meet(m.orchestrator); },
      [self](const sector_handles& news) { self->state.learn(news); },
      [self](const cluster_handles& news) { self->state.learn(news); },
      [self](const part_stopped& news) { self->state.learn(news); },
      [self](const to_coordinator& said) { self->state.take(said); },
      [self](for_part& said) { self->state.pass_on(std::move(said)); },
      [self](const proxy_is& news) { self->state.meet(news); },
      [self](const peer_said& answer) { self->state.heard(answer); },
      [self](const agent_idle& news) { self->state.learn(news); },
      [self](const ask_hears&) { return self->state.hub_heard(); },
      [self](const leave_mesh&) { self->state.leave(); },
      [self](const uplink_tick& t) { self->state.woken(t.what); },
  };
}

} // namespace mesh::node
