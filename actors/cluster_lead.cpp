#include "actors/cluster_lead.hpp"

#include <cmath>

#include "actors/parts/conflict_report.hpp"
#include "actors/parts/exits.hpp"

namespace mesh {

namespace {

/// When a link handed something over: what then waited in our mailbox is our
/// own delay and none of the agent's latency.
time_point back_from(time_point back_at, time_point moment) {
  return back_at == time_point{} ? moment : std::min(back_at, moment);
}

/// The configuration names none that the mesh does not know.
capability_set required(const roster& who, const std::vector<std::string>& names) {
  return who.capabilities().resolve(names).value_or(capability_set());
}

} // namespace

lead_state::parts::parts(cluster_lead_self::pointer self, lead_setup setup)
    : members(setup.cluster),
      ways(self, setup, members),
      detector(setup.cluster, ways.cfg().failures, ways.cfg().impedance),
      gathers(ways, members,
              {ways.cfg(), ways.around().who, ways.around().counters, ways.around().process,
               ways.around().people},
              std::move(setup.rules)),
      posts(ways, members, ways.around().counters, ways.around().process, ways.cfg(),
            required(ways.around().who, ways.cfg().permissions.post)),
      open(gathers, posts.open),
      watch(ways, members, detector, ways.cfg()),
      guard(ways, members, detector, ways.around().counters, ways.around().context->hash,
            ways.cfg()),
      pauses(ways, open, members, ways.around().counters, ways.cfg()),
      passage(ways, open, members, ways.around().who, ways.around().counters, ways.cfg()) {}

void lead_state::begin(cluster_lead_self::pointer self, lead_setup setup) {
  parts_.emplace(self, std::move(setup));
  self->set_exception_handler(exit_error_of);
}

agent_watch::hearing lead_state::hearing(time_point moment) const {
  return {moment, around().listening(moment), around().judges(moment)};
}

bool lead_state::knows(std::uint8_t slot, std::uint16_t incarnation) const {
  return parts_->members.has(slot) && parts_->members[slot].incarnation == incarnation;
}

// -- who is there -------------------------------------------------------------------

void lead_state::adopt(std::vector<member> members) {
  auto moment = now();
  parts_->members.clear();
  auto before = around().agents.read(); // what the lead before this one knew
  for (auto& m : members) {
    const auto* known = before.find(m.who.id);
    auto& c = take_in(std::move(m), moment);
    if (known != nullptr)
      c.take_over(*known, moment, cfg());
  }
  for (std::uint8_t slot = 0; parts_->members.has(slot); ++slot) {
    parts_->pauses.tell_again(slot); // in case the lead before this one did not
    parts_->passage.give_time(slot, parts_->watch.pulse_number(), moment);
  }
  parts_->ways.publish();
  // Leads sweep at different moments, so that 30,000 heartbeats are a steady
  // stream: the golden ratio spreads any number of them evenly.
  constexpr double golden_ratio = 0.6180339887498949;
  auto number =
      parts_->members.cluster().sector * max_children + parts_->members.cluster().cluster;
  auto phase = std::fmod(number * golden_ratio, 1.0);
  parts_->ways.wake_at(moment + from_ms(phase * cfg().impedance.heartbeat_period_ms),
                       lead_wake::sweep);
}

known_agent& lead_state::take_in(member m, time_point moment) {
  auto slot = m.who.id.agent;
  known_agent one(m.who, m.standing, cfg());
  one.meet(bool(m.handle), m.incarnation, moment);
  one.heard = around().listening(moment);
  parts_->ways.meet(slot, std::move(m.handle));
  return parts_->members.put(std::move(one));
}

/// T5: it is sent to when its impedance is known; until then it only gives signs
/// of life.
void lead_state::newcomer(member m) {
  forget(m.who.id.agent);
  const auto& c = take_in(std::move(m), now());
  if (c.row.standing == membership::leaving) // drained before it was here
    leave({{c.row.id}});
  parts_->ways.publish();
}

void lead_state::fail_open(std::uint8_t slot, const std::string& detail) {
  parts_->open.refuse_open(slot, errc::agent_down, detail, now());
}

void lead_state::forget(std::uint8_t slot) {
  parts_->posts.open.clear(slot);
  parts_->watch.forget(slot);
  parts_->guard.forget(slot);
  parts_->pauses.forget(slot);
  parts_->passage.forget(slot);
}

/// F2: what the agent had in hand waits for its replacement.
void lead_state::lost(const member_lost& whom) {
  if (!parts_->members.has(whom.slot))
    return;
  if (whom.failed)
    parts_->ways.report(parts_->detector.down(whom.slot, whom.seen, now()));
  parts_->members[whom.slot].lost();
  if (!parts_->ways.supervised()) // there will be no replacement
    return gone({whom.slot, {errc::agent_down, whom.seen}});
  parts_->ways.publish();
}

void lead_state::gone(const member_gone& whom) {
  if (!parts_->members.has(whom.slot))
    return;
  fail_open(whom.slot, "the agent is down: " + whom.why.detail);
  parts_->ways.publish();
}

/// The agent is there again: it gets what the one before it left undone, once.
void lead_state::replaced(member by) {
  auto slot = by.who.id.agent;
  auto& members = parts_->members;
  if (!members.has(slot) || members[slot].row.standing == membership::absent)
    return newcomer(std::move(by));
  auto moment = now();
  auto& c = members[slot];
  parts_->ways.meet(slot, std::move(by.handle));
  parts_->guard.forget(slot);
  c.replaced(by.incarnation, moment, cfg());
  if (parts_->watch.replaced(slot, hearing(moment)))
    c.row.state = agent_state::offline; // it is used when it is heard
  if (c.row.frozen) {                   // what was preserved of the one before comes with thaw
    if (!parts_->pauses.has_stopped(slot))
      parts_->open.refuse_open(slot, errc::unknown, "went down with it, and is frozen", moment);
    parts_->pauses.tell_again(slot);
    return parts_->ways.publish();
  }
  parts_->gathers.redeliver(slot, moment);
  parts_->posts.redeliver(slot, moment);
  parts_->ways.publish();
}

void lead_state::leave(const leave_order& order) {
  auto moment = now();
  parts_->passage.leave(order.whom, parts_->watch.next_pulse(moment), moment);
}

void lead_state::left(const member_left& whom) {
  if (!parts_->members.has(whom.slot))
    return;
  fail_open(whom.slot, "has left the mesh");
  forget(whom.slot);
  parts_->members.free(whom.slot);
  parts_->ways.meet(whom.slot, agent_actor{});
  parts_->ways.publish();
}

/// O5: a rogue is replaced, and so is one that hangs; whose context was damaged gets
/// the good one again, and is used as soon as it says so.
heal_report lead_state::heal(const heal_order& order) {
  heal_report done;
  auto listening = around().listening(now());
  const auto can_replace = parts_->ways.supervised();
  for (const auto& c : parts_->members) {
    auto slot = c.row.id.agent;
    auto name = to_string(c.row.id);
    if (can_replace
        && parts_->watch.hangs(slot, order.where, parts_->pauses.has_stopped(slot),
                               listening)) {
      parts_->ways.replace(slot, "replaced to heal it");
      done.lines.push_back(name + ": replaced, it was unresponsive");
    } else if (c.down || c.row.state != agent_state::quarantined
               || !order.where.contains(c.row.id)) {
      continue;
    } else if (parts_->guard.is_rogue(slot) && can_replace) {
      parts_->ways.replace(slot, "replaced to heal it");
      done.lines.push_back(name + ": replaced, it was quarantined");
    } else {
      parts_->guard.reload(slot);
      done.lines.push_back(name + ": context synced");
    }
  }
  return done;
}

// -- what agents say ----------------------------------------------------------------

/// Z5: asks every agent for a heartbeat, and reports the cluster upward.
void lead_state::sweep() {
  auto moment = now();
  parts_->watch.sweep(hearing(moment));
  parts_->passage.let_go_idle(moment);
  if (moment >= next_summary_) {
    parts_->ways.report(parts_->members.summary());
    next_summary_ = moment + from_ms(cfg().impedance.summary_period_ms);
  }
  parts_->ways.wake_at(moment + from_ms(cfg().impedance.heartbeat_period_ms), lead_wake::sweep);
}

void lead_state::beat(const heartbeat& h) {
  if (!parts_->members.has(h.slot))
    return;
  auto moment = now();
  auto& c = parts_->members[h.slot];
  // Of the same link, also when the agent was replaced meanwhile. What was measured
  // while this process starved is its own delay.
  if (h.measures_link && h.sent_at != time_point{} && around().judges(moment))
    c.measured_link(to_ms(back_from(h.back_at, moment) - h.sent_at));
  if (h.incarnation != c.incarnation)
    return;
  around().counters.heartbeats.fetch_add(1, std::memory_order_relaxed);
  learn(h.slot, h.report, h.queue_depth, moment);
  parts_->guard.check(h.slot, h.context_hash, moment);
  parts_->passage.settle(h.slot);
  parts_->passage.note_idle(h.slot, h.idle, h.number);
  parts_->passage.let_go_if_idle(h.slot, moment);
  reach(h.slot, h.away, moment);
  hold(h.slot, h.holds, h.as_of, moment);
  parts_->ways.report(parts_->detector.spike(h.slot, c.row.flags.spike, c.row.lead_ms,
                                             c.row.mean_score, moment));
  c.note_usual(h.report, cfg());
  parts_->ways.changed(moment);
}

void lead_state::learn(std::uint8_t slot, const profile_report& report, int queue_depth,
                       time_point moment) {
  parts_->watch.heard(slot, around().listening(moment));
  parts_->members[slot].learn(report, queue_depth, moment, cfg());
}

void lead_state::note_work(const work_note& note) {
  if (!knows(note.slot, note.incarnation))
    return;
  auto moment = now();
  reach(note.slot, note.away, moment);
  hold(note.slot, note.holds, note.as_of, moment);
  parts_->ways.changed(moment);
}

/// F1: the link of an agent from outside was lost, or is there again. F2: it has been away
/// for too long.
void lead_state::reach(std::uint8_t slot, bool away, time_point moment) {
  auto& c = parts_->members[slot];
  if (c.reachable(away, moment, cfg())) {
    if (away)
      parts_->ways.report(parts_->detector.network_error(slot, "its link is lost", moment));
    else
      parts_->watch.heard(slot, around().listening(moment));
    parts_->ways.publish();
  }
  if (c.away_since && !c.away_told
      && moment - *c.away_since >= from_ms(cfg().gateway.lost_after_ms)) {
    c.away_told = true;
    parts_->ways.report(parts_->detector.away(slot, *c.away_since, moment));
  }
}

/// The agent's current work. Work that is overdue is said once.
void lead_state::hold(std::uint8_t slot, const in_hand& what, time_point as_of,
                      time_point moment) {
  auto news = parts_->members[slot].hold(what, as_of, moment, cfg());
  if (news.newly_overdue)
    parts_->ways.report(parts_->detector.overdue(slot, what, moment));
  if (news.visible)
    parts_->ways.publish();
}

void lead_state::answered(ack a) {
  if (!parts_->members.has(a.slot))
    return;
  auto moment = now();
  const auto& around = this->around();
  auto& ways = parts_->ways;
  auto& c = parts_->members[a.slot];
  if (a.incarnation != c.incarnation || parts_->pauses.is_void(a)) {
    ++around.counters.void_answers;
    return;
  }
  auto posted = a.gather == 0 ? parts_->posts.open.end(a.slot, a.what) : nullptr;
  if (a.what == c.row.holds.what)
    hold(a.slot, {}, a.ready_at, moment);
  if (a.unstoppable && ways.supervised())
    ways.replace(a.slot, "its work is stuck: " + a.detail);
  // Work that was stopped when its time was over came through the link, too; where that
  // got slow there is no other until it is learned (Z5).
  const bool came_through = a.failure == errc::none || a.failure == errc::timeout;
  if (came_through && !a.second_copy && a.measures_link && around.judges(moment))
    c.measured_round_trip(to_ms(back_from(a.back_at, moment) - a.sent_at - a.held));
  learn(a.slot, a.report, a.queue_depth, moment);
  if (!parts_->guard.check(a.slot, a.context_hash, moment) && a.state == trinary::ready)
    call_damaged(a, around.context->hash);
  if (a.failure != errc::cancelled) // that is not the agent's doing
    c.ended(a.failure == errc::none, moment);
  parts_->ways.changed(moment);
  if (parts_->gathers.answered(a, moment))
    return parts_->passage.let_go_if_idle(a.slot, moment);
  if (a.withdrawn)
    return;
  if (a.thawed)
    return parts_->pauses.note_answer(a);
  if (posted)
    return ways.counted(a, *posted, 0, std::nullopt, ways.next_conflict(moment), moment);
  ++around.counters.late_answers; // named as a straggler already
}

void lead_state::stopped(agent_frozen what) {
  if (knows(what.held.id.agent, what.incarnation))
    parts_->pauses.stopped(std::move(what));
}

void lead_state::goes_on(const agent_thawed& what) {
  if (!knows(what.slot, what.incarnation))
    return;
  auto moment = now();
  parts_->pauses.goes_on(what, moment);
  parts_->passage.give_time(what.slot, parts_->watch.pulse_number(), moment);
}

// -- messages -----------------------------------------------------------------------

void lead_state::scatter(const wire<message>& what, const wire<scatter_order>& order) {
  parts_->gathers.begin(what.shared(), *order, now());
}

void lead_state::deliver_post(const wire<message>& what, const wire<post_order>& order) {
  parts_->posts.deliver_to(what, order, now());
}

// -- the actor ----------------------------------------------------------------------

void lead_state::tick(const lead_tick& t) {
  switch (t.what) {
  case lead_wake::send:
    return parts_->gathers.send_due(t.gather, now());
  case lead_wake::close:
    return parts_->gathers.close_due(now());
  case lead_wake::publish:
    return parts_->ways.publish();
  case lead_wake::sweep:
    return sweep();
  case lead_wake::retry:
    return parts_->watch.retry(now());
  case lead_wake::freeze:
    return parts_->pauses.give_up_due(now());
  case lead_wake::leave:
    return parts_->passage.let_go_idle(now());
  }
}

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
      [self](const lead_tick& t) { self->state.tick(t); },
  };
}

} // namespace mesh
