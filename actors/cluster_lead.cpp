#include "actors/cluster_lead.hpp"

#include "actors/coordination/bounds_of.hpp"
#include "actors/supervised_children.hpp"
#include "supervisors/quarantine.hpp"

namespace mesh {

void lead_state::begin(cluster_lead_self::pointer self, lead_setup setup) {
  self_ = self;
  setup_ = std::move(setup);
  // The lead before this one may have given out ids within this millisecond.
  ids_ = message_id_source(message_id_source::node_of(setup_.cluster),
                           setup_.around->wall_ms(now()));
  detector_.emplace(setup_.cluster, cfg().failures, cfg().impedance);
  self_->set_exception_handler(exit_error_of);
}

time_point lead_state::now() const {
  return self_->clock().now();
}

void lead_state::wake_at(time_point when, lead_wake what, std::uint64_t gather) {
  setup_.around->timers.at(when, self_, lead_tick{what, gather});
}

// -- gathers --------------------------------------------------------------------

void lead_state::scatter(const wire<message>& what, const wire<scatter_order>& order) {
  auto moment = now();
  gather_summary nothing;
  nothing.gather = order->gather;
  nothing.from = setup_.cluster;
  nothing.clusters = 1;
  if (order->depth == reach::leads) {
    self_->send(setup_.coordinator, wire<gather_summary>(nothing));
    return;
  }
  auto arrive = order->arrive.local(setup_.around->process, moment);
  const auto& limits = cfg().limits;
  gather g(order->gather, setup_.cluster, arrive, arrive + order->window,
           !what->parts.empty() || order->every_answer, bounds_of(limits), order->attempt > 0);
  auto candidates = choose(g, *what, *order);
  auto expire_at = order->expire.local(setup_.around->process, moment);
  auto refuse_all = [&](errc reason, const std::string& detail) {
    for (const auto& c : candidates)
      g.refuse_unsent(c.slot, reason, detail);
    candidates.clear();
  };
  if (moment > expire_at) // M3, at this hop
    refuse_all(errc::expired, "expired before the lead could send");
  else if (gathers_.size() >= static_cast<std::size_t>(limits.gathers_in_flight))
    refuse_all(errc::too_many_in_flight,
               std::to_string(gathers_.size()) + " gathers run in this cluster already");

  // M4: who was sent it by the lead before this one may have the answer, however
  // near T is now: the plan is the one that was made when the message was.
  auto began = moment;
  if (order->attempt > 0)
    began = std::min(began, arrive - (milliseconds(what->ttl_ms) - order->window));
  auto plan = plan_sends(candidates, began, arrive, what->payload_weight, order->scheduled,
                         cfg().impedance, arrive + order->window + longest_way_back());
  for (auto& s : plan.sends)
    s.due = std::max(s.due, moment);
  for (const auto& s : plan.skips) {
    g.skip(s.slot, s.needed_ms, s.available_ms);
    if (order->attempt > 0 && !children_[s.slot].down) // in case it was sent all the same
      self_->send(children_[s.slot].handle, withdraw{what->id, order->gather});
  }
  for (const auto& s : plan.sends) {
    std::uint32_t part = 0;
    for (const auto& t : order->targets)
      if (t.agent.agent == s.slot && t.agent.parent() == setup_.cluster)
        part = t.part;
    g.plan(s.slot, s.ready_at, part, way_back(children_[s.slot]));
  }
  auto [entry, fresh] = gathers_.try_emplace(
      order->gather,
      running{std::move(g), counted_apart(what.shared()), std::move(plan.sends), 0, expire_at,
              given_to(*what, *order), order->goes_on, order->attempt});
  if (!fresh)
    return; // a second copy of the order: the first one will be answered
  run(entry->second, true);
  if (entry->second.state.done())
    return finish(entry);
  wake_to_close(entry->second.state.close_at());
}

void lead_state::wake_to_close(time_point when) {
  if (close_timers_.must_set(when))
    wake_at(when, lead_wake::close);
}

/// How long an answer may take to come back: half a round trip with room for
/// jitter, and well within what the coordinator waits longer.
duration lead_state::way_back(const child& c) const {
  constexpr double room = 1.5;
  return std::min(from_ms(room * c.row.latency_ms / 2), longest_way_back());
}

duration lead_state::longest_way_back() const {
  return from_ms(cfg().coordination.level_margin_ms / 2);
}

std::vector<send_candidate> lead_state::choose(gather& g, const message& m,
                                               const scatter_order& order) {
  std::vector<send_candidate> chosen;
  routing_request wanted;
  wanted.cls = order.cls;
  auto set = setup_.around->who.capabilities().resolve(m.required_capabilities);
  if (set)
    wanted.capabilities = *set;
  auto capable = set.has_value();
  if (order.targets.empty()) {
    for (std::size_t i = 0; capable && i < children_.size(); ++i)
      if (order.where.contains(children_[i].row.id))
        consider(g, chosen, wanted, false, static_cast<std::uint8_t>(i), order.attempt > 0);
    return chosen;
  }
  for (const auto& t : order.targets) {
    if (t.agent.parent() != setup_.cluster)
      continue;
    if (t.agent.agent >= children_.size())
      g.refuse_unsent(t.agent.agent, errc::unknown_target, "no such agent");
    else if (!capable)
      g.refuse_unsent(t.agent.agent, errc::capability_denied, set.error().detail);
    else
      consider(g, chosen, wanted, true, t.agent.agent, order.attempt > 0);
  }
  return chosen;
}

/// Offers one agent to a gather. One that was named is refused when it cannot
/// be used; one that is merely in scope is then no target, unless it should be
/// there and is not.
void lead_state::consider(gather& g, std::vector<send_candidate>& chosen,
                          const routing_request& wanted, bool named, std::uint8_t slot,
                          bool asked_before) {
  const auto& row = children_[slot].row;
  if (row.standing == membership::absent) {
    if (named)
      g.refuse_unsent(slot, errc::unknown_target, "no such agent");
    return;
  }
  if (wanted.cls && *wanted.cls != row.cls) {
    if (named)
      g.refuse_unsent(slot, errc::capability_denied,
                      "is of class " + std::string(to_string(row.cls)));
    return;
  }
  if (!named && !row.capabilities.includes(wanted.capabilities))
    return; // however it is: this is not for it
  auto reason = why_not_routable(row, wanted, *setup_.rules);
  if (reason == errc::none || (reason == errc::frozen && asked_before)) // it may hold it
    chosen.push_back({slot, believed(children_[slot], now())});
  else if (reason == errc::agent_offline || reason == errc::quarantined)
    g.refuse_unsent(slot, reason, std::string(to_string(row.state)));
  else if (reason == errc::frozen)
    g.refuse_unsent(slot, reason, "takes no messages until it is thawed");
  else if (named)
    g.refuse_unsent(slot, reason, {});
}

/// Sends what is due, and a bucket's width ahead (G1), then sleeps until the
/// next one.
void lead_state::run(running& r, bool first) {
  auto moment = now();
  auto bucket = from_ms(cfg().coordination.send_bucket_ms);
  while (r.next < r.sends.size()
         && r.sends[r.next].due <= moment + (first ? duration{} : bucket))
    send(r, r.sends[r.next++], moment);
  if (r.next < r.sends.size())
    wake_at(r.sends[r.next].due, lead_wake::send, r.state.id());
}

void lead_state::send_due(std::uint64_t id) {
  auto found = gathers_.find(id);
  if (found == gathers_.end())
    return;
  run(found->second, false);
  if (found->second.state.done()) // everything left expired
    finish(found);
}

void lead_state::send(running& r, const planned_send& planned, time_point moment) {
  auto& c = children_[planned.slot];
  if (!r.state.is_open(planned.slot))
    return; // went down meanwhile
  if (moment > r.expire_at) {
    answer late;
    late.failure = errc::expired;
    late.detail = "expired before it was due to be sent";
    r.state.answered(planned.slot, late, moment);
    return;
  }
  r.state.sent(planned.slot, planned.due, moment);
  if (!c.down && !c.row.frozen) // else its replacement gets it, or it holds it already
    hand_over(c, delivery(r, planned), moment);
}

deliver lead_state::delivery(const running& r, const planned_send& planned) const {
  deliver d;
  d.what = r.what;
  d.gather = r.state.id();
  d.expire_at = r.expire_at;
  d.part = r.state.part_of(planned.slot);
  d.attempt = r.attempt;
  d.goes_on = r.goes_on;
  d.lead_time_ms = static_cast<float>(planned.lead_time_ms);
  d.processing_ms = static_cast<float>(planned.processing_ms);
  return d;
}

void lead_state::hand_over(child& c, deliver what, time_point moment) {
  auto silence_ms = to_ms(setup_.around->listening(moment) - c.heard);
  auto heard_lately = silence_ms <= cfg().impedance.heard_within_ms;
  what.confidence =
      static_cast<float>(confidence(c.row.reliability, c.row.drift, heard_lately));
  what.sent_at = moment;
  what.round_trip_ms = std::exchange(c.round_trip_ms, no_round_trip);
  self_->send(c.handle, std::move(what));
}

void lead_state::answered(ack a) {
  if (a.slot >= children_.size())
    return;
  auto moment = now();
  auto& c = children_[a.slot];
  if (a.incarnation != c.incarnation || is_void(a)) {
    ++setup_.around->counters.void_answers;
    return;
  }
  auto ended = a.gather == 0 ? end_post(c, a.what) : nullptr;
  if (a.what == c.row.holds.what)
    hold(c, {}, a.ready_at, moment);
  if (a.unstoppable && setup_.supervisor)
    self_->send(setup_.supervisor, unresponsive{c.row.id, "its work is stuck: " + a.detail});
  if (a.failure == errc::none && !a.second_copy && a.measures_link)
    measured_round_trip(c, to_ms(back_from(a.back_at, moment) - a.sent_at - a.held));
  learn(c, a.report, a.queue_depth, moment);
  if (!check_context(c, a.context_hash, moment) && a.state == trinary::ready)
    make_conflict(a);
  c.successes.add(a.failure == errc::none, moment);
  changed(moment);
  auto found = gathers_.find(a.gather);
  if (found == gathers_.end() && a.withdrawn)
    return;
  if (found == gathers_.end() && a.thawed)
    return note_thawed(a);
  if (ended)
    return report_conflict(c, a, *ended, 0, std::nullopt, next_conflict(moment), moment);
  if (found == gathers_.end()) { // too late: named as a straggler already
    ++setup_.around->counters.late_answers;
    return;
  }
  auto& mine = found->second;
  mine.state.stamp(a.lamport);
  answer what;
  what.state = a.state;
  what.ready_at = a.ready_at;
  what.failure = a.failure;
  what.attempt = a.attempt;
  auto again = a.state == trinary::conflict; // needed once more, for the record
  what.value = again ? a.value : std::move(a.value);
  what.detail = again ? a.detail : std::move(a.detail);
  if (again) {
    what.found = a.found.get();
    what.record = next_conflict(moment);
  }
  if (mine.state.answered(a.slot, what, moment))
    report_conflict(c, a, *mine.what, mine.state.part_of(a.slot), mine.given_to, what.record,
                    moment);
  if (mine.state.done())
    finish(found);
  if (c.row.standing == membership::leaving)
    let_go_if_idle(c, moment);
}

void lead_state::close_due() {
  auto moment = now();
  close_timers_.woken(moment);
  auto next = time_point::max();
  for (auto i = gathers_.begin(); i != gathers_.end();) {
    auto mine = i++;
    auto& state = mine->second.state;
    if (state.close_at() <= moment && !take_back(mine->second, errc::timeout, moment)) {
      state.close(errc::expired, errc::unknown);
      finish(mine);
    } else {
      next = std::min(next, state.close_at());
    }
  }
  if (next != time_point::max())
    wake_to_close(next);
}

void lead_state::cancel(std::uint64_t id) {
  auto found = gathers_.find(id);
  if (found == gathers_.end() || found->second.withdrawn)
    return;
  found->second.state.close_unsent(errc::cancelled);
  if (take_back(found->second, errc::cancelled, now()))
    return wake_to_close(found->second.state.close_at());
  found->second.state.close(errc::cancelled, errc::unknown);
  finish(found);
}

/// M3: nobody waits any more. Those that have not answered are told, and say
/// what has become of it; false when there is nothing (more) to wait for.
bool lead_state::take_back(running& r, errc why, time_point moment) {
  if (std::exchange(r.withdrawn, true))
    return false;
  r.state.close_unsent();
  auto told = false;
  for (std::size_t i = 0; i < children_.size(); ++i)
    if (!children_[i].down && r.state.awaits(static_cast<std::uint8_t>(i))) {
      self_->send(children_[i].handle, withdraw{r.what->id, r.state.id(), why, r.attempt});
      told = true;
    }
  if (!told)
    return false;
  // Well within what the coordinator waits longer.
  const auto& c = cfg().coordination;
  r.state.settle(moment + from_ms(std::min(c.withdraw_ms, c.level_margin_ms / 4)));
  return true;
}

void lead_state::finish(std::map<std::uint64_t, running>::iterator done) {
  if (done->second.state.summary().straggler > 0)
    publish(); // whoever asks next is to see who did not end in time
  self_->send(setup_.coordinator, wire<gather_summary>(done->second.state.summary()));
  gathers_.erase(done);
}

// -- the actor ----------------------------------------------------------------------

cluster_lead_self::behavior_type
cluster_lead(cluster_lead_self::stateful_pointer<lead_state> self, lead_setup setup) {
  self->state.begin(self, std::move(setup));
  return {
      // the most frequent first: CAF tries them in this order
      [self](ack& a) { self->state.answered(std::move(a)); },
      [self](const heartbeat& h) { self->state.beat(h); },
      [self](const work_note& n) { self->state.note_work(n); },
      [self](post& p) { self->state.take_post(std::move(p)); },
      [self](std::vector<member>& members) { self->state.adopt(std::move(members)); },
      [self](const wire<message>& what, const wire<scatter_order>& order) {
        self->state.scatter(what, order);
      },
      [self](const wire<message>& what, const wire<post_order>& order) {
        self->state.deliver_post(what, order);
      },
      [self](const wire<routing_rules>& rules) { self->state.set_rules(rules.shared()); },
      [self](const cancel_gather& c) { self->state.cancel(c.gather); },
      [self](const member_lost& m) { self->state.lost(m); },
      [self](member& m) { self->state.replaced(std::move(m)); },
      [self](const leave_order& order) { self->state.leave(order); },
      [self](const member_left& m) { self->state.left(m); },
      [self](const member_gone& m) { self->state.gone(m); },
      [self](freeze_order& order) { self->state.freeze(std::move(order)); },
      [self](agent_frozen& what) { self->state.stopped(std::move(what)); },
      [self](const agent_thawed& what) { self->state.goes_on(what); },
      [self](meet_coordinator& m) { self->state.meet(std::move(m.coordinator)); },
      [self](const wire<circuit>& c) { self->state.told(*c); },
      [self](const wire<quarantine_order>& q) { self->state.quarantine(*q); },
      [self](const heal_order& order) { return self->state.heal(order); },
      [self](const fault& f) { fail_on_demand(self, f); },
      [self](const lead_tick& t) {
        switch (t.what) {
        case lead_wake::send:
          return self->state.send_due(t.gather);
        case lead_wake::close:
          return self->state.close_due();
        case lead_wake::publish:
          return self->state.publish();
        case lead_wake::sweep:
          return self->state.sweep();
        case lead_wake::retry:
          return self->state.retry_pulses();
        case lead_wake::freeze:
          return self->state.freeze_due();
        case lead_wake::leave:
          return self->state.let_go_idle();
        }
      },
  };
}

} // namespace mesh
