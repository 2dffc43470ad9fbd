#include "actors/agent.hpp"

#include <caf/send.hpp>

#include "actors/post_tickets.hpp"
#include "actors/supervised_children.hpp"

namespace mesh {

namespace {

/// The next of some moments that all agents share. A heartbeat says itself when
/// it came back, so it may be handed over a little later, with many others at
/// one wake-up of the timer thread: that wake-up costs more than the heartbeat.
time_point on_grid(time_point when) {
  constexpr auto grid = std::chrono::duration_cast<duration>(milliseconds(10));
  return time_point((when.time_since_epoch() + grid - duration(1)) / grid * grid);
}

/// Work that did not come to its own end: it takes at least as long as it had.
bool cut_short(errc failure) {
  return failure == errc::expired || failure == errc::timeout
         || failure == errc::command_timeout || failure == errc::work_stuck;
}

} // namespace

void agent_actor_state::begin(agent_self::pointer self, agent_setup setup) {
  self_ = self;
  around_ = setup.around;
  who_ = setup.who;
  incarnation_ = setup.incarnation;
  self_->set_exception_handler(exit_error_of);
  lead_ = std::move(setup.lead);
  body_ = std::move(setup.body);
  context_ = around_->context;
  const auto& limits = around_->cfg.limits;
  intake_.emplace(limits.agent_queue, limits.remembered_messages,
                  answer_budget{static_cast<std::uint64_t>(limits.kept_answer_bytes),
                                &around_->counters.kept_answer_bytes,
                                &around_->counters.answers_not_kept});
  profile_.emplace(around_->cfg.impedance);
}

time_point agent_actor_state::now() const {
  return self_->clock().now();
}

/// When a link began to carry what was sent then; now, when that is not known.
time_point agent_actor_state::from_sending(time_point sent_at) const {
  return sent_at == time_point{} ? now() : sent_at;
}

void agent_actor_state::receive(deliver what) {
  if (held_) // its lead knows better, unless they crossed on their way
    return receive_frozen(what);
  profile_->prefetch();
  if (what.round_trip_ms != no_round_trip)
    profile_->add_round_trip(what.round_trip_ms);
  auto moment = now();
  auto way = body_->link(what.what->what == verb::record).inbound;
  // The link's time began when the message was sent, not when we got round to it.
  auto there =
      way > duration::zero() ? std::max(moment, from_sending(what.sent_at) + way) : moment;
  if (there == moment || (idle(moment) && body_->knows_ahead()))
    return arrive(std::move(what), there);
  on_the_way_.push_front({std::move(what), there, ++last_number_});
  around_->timers.at(there, self_, arrived{last_number_});
}

void agent_actor_state::came_through(std::uint64_t number) {
  std::optional<coming> here;
  on_the_way_.remove_if([&](coming& c) {
    if (c.number != number)
      return false;
    here.emplace(std::move(c));
    return true;
  });
  if (here) // else the agent was frozen meanwhile, and holds it
    arrive(std::move(here->what), std::max(here->due, now()));
}

/// Takes a message in at `moment`, which lies ahead when nothing can come
/// between.
void agent_actor_state::arrive(deliver what, time_point moment) {
  if (what.what->what == verb::record) { // a receipt: it is in the inbox
    if (moment > what.expire_at)
      return refuse(what, errc::expired, "expired on its way to the agent", moment);
    ack a;
    a.ready_at = moment;
    return answer(what, std::move(a));
  }
  switch (intake_->offer(what, moment)) {
  case intake::verdict::accepted:
    return start_next(moment);
  case intake::verdict::full:
    return refuse(what, errc::queue_full,
                  std::to_string(intake_->depth()) + " messages wait already", moment);
  case intake::verdict::expired:
    return refuse(what, errc::expired, "expired on its way to the agent", moment);
  case intake::verdict::second_copy:
    return; // the first copy will be answered
  case intake::verdict::answered:
    return answer(what, answer_again(what.what->id, moment));
  }
}

/// M4: the whole answer as it was given. Without what came of the work nobody
/// is told that it is READY.
ack agent_actor_state::answer_again(message_id id, time_point moment) const {
  auto before = *intake_->remembered(id);
  ack a;
  a.second_copy = true;
  a.state = before.state;
  a.failure = before.failure;
  a.ready_at = std::max(moment, busy_until_); // it may be the one that is still worked on
  if (const auto* whole = intake_->kept(id)) {
    a.ready_at = whole->ready_at;
    a.attempt = whole->attempt;
    a.value = whole->value;
    a.detail = whole->detail;
    a.found = whole->found;
  } else if (before.failure == errc::none) {
    a.state = trinary::transit;
    a.failure = errc::result_lost;
    a.detail = "it was done (" + std::string(to_string(before.state))
               + "), and what came of it is not kept any more";
  } else {
    a.detail = "as it was answered before";
  }
  return a;
}

void agent_actor_state::keep_answer(const deliver& what, const ack& a) {
  if (what.gather == 0)
    return; // no lead asks again
  auto until = std::max(run_until(what), a.ready_at)
               + from_ms(around_->cfg.coordination.level_margin_ms);
  intake_->keep({a.what, until, a.ready_at, what.attempt, a.value, a.detail, a.found}, now());
}

/// M3: the caller waits until then, or asked that work which has begun goes on.
time_point agent_actor_state::run_until(const deliver& what) const {
  return what.goes_on ? what.expire_at + from_ms(around_->cfg.coordination.message_ttl_ms)
                      : what.expire_at;
}

void agent_actor_state::refuse(const deliver& what, errc failure, std::string detail,
                               time_point moment) {
  ack a;
  a.state = trinary::transit;
  a.failure = failure;
  a.detail = std::move(detail);
  a.ready_at = moment;
  answer(what, std::move(a));
}

void agent_actor_state::start_next(time_point moment) {
  while (!working() && busy_until_ <= moment) {
    auto item = intake_->next();
    if (!item)
      return;
    if (moment <= item->what.expire_at) {
      start(std::move(*item), moment);
      continue;
    }
    // M3: never executed late
    intake_->ended(item->what.what->id, trinary::transit, errc::expired);
    refuse(item->what, errc::expired, "expired in the agent's queue", moment);
  }
  if (!working() && intake_->depth() > 0 && !wake_armed_) {
    wake_armed_ = true;
    around_->timers.at(busy_until_, self_, free_again{});
  }
}

void agent_actor_state::wake() {
  wake_armed_ = false;
  start_next(now());
}

void agent_actor_state::start(waiting item, time_point moment) {
  auto run = ++last_number_;
  const auto& m = *item.what.what;
  job j;
  j.id = m.id;
  j.agent = who_.id;
  j.source = m.source;
  j.correlation = m.correlation;
  j.causation = m.causation;
  j.lamport = clock_.seen(m.lamport);
  j.verb = to_string(m.what);
  j.payload = m.parts.empty() ? m.payload : m.parts[item.what.part % m.parts.size()];
  j.owner = item.what.what;
  j.payload_weight = m.payload_weight;
  j.queue_depth = intake_->depth();
  j.attempt = item.what.attempt;
  const auto until = run_until(item.what);
  j.time_left = until - moment;
  current_.emplace(running{std::move(item), moment, run, j.queue_depth});

  // Only work that takes its time asks for this; small enough not to allocate.
  auto completion = [this]() -> work_done {
    return [agent = agent_self(self_), id = current_->item.what.what->id,
            run = current_->run](work_result result) {
      caf::anon_send(agent, work_finished{id, run, std::move(result)});
    };
  };
  auto planned = body_->start(j, completion);
  if (!planned) {
    around_->timers.at(until, self_, work_expired{run});
    return watch_work(std::nullopt);
  }
  auto end = moment + planned->takes;
  if (body_->knows_ahead() && (planned->result.posts.empty() || end > until)) {
    if (end > until)
      cut_off(end - moment, until); // M3: nobody waits for it any longer
    else
      conclude(std::move(planned->result), end);
  } else if (end > until) {
    around_->timers.at(until, self_, work_expired{run});
  } else if (planned->takes > duration::zero() || moment > now()) {
    around_->timers.at(end, self_, work_finished{m.id, run, std::move(planned->result)});
  } else {
    return conclude(std::move(planned->result), moment);
  }
  if (working())
    watch_work(planned->takes);
}

/// Ends simulated work at `until`: it would have taken longer than anybody waits.
void agent_actor_state::cut_off(duration would_take, time_point until) {
  const auto& m = *current_->item.what.what;
  profile_->add_processing(to_ms(would_take), m.payload_weight, current_->queue_depth);
  conclude(work_result::failed(errc::timeout, was_stopped(until - current_->started)), until);
}

void agent_actor_state::finish(work_finished what) {
  if (!working() || current_->run != what.run)
    return; // withdrawn or overdue meanwhile, or reported twice
  auto moment = now();
  conclude(std::move(what.result), moment);
  start_next(moment);
}

/// Ends the current message at `moment`. That may lie ahead: the answer then
/// leaves when the time has come, and the agent is busy until then; the message
/// is kept until the next one, for a freeze may come first.
void agent_actor_state::conclude(work_result result, time_point moment) {
  auto& done = *current_;
  done.ends_by_itself = true;
  busy_until_ = moment;
  const auto& m = *done.item.what.what;
  if (lies_ && result.state == trinary::ready)
    result.value = "not " + result.value;
  if (result.failure == errc::none) // what was not done took no time worth knowing
    profile_->add_processing(to_ms(moment - done.started), m.payload_weight, done.queue_depth);
  else if (cut_short(result.failure))
    learn_unfinished(moment);
  intake_->ended(m.id, result.state, result.failure);
  for (auto& p : result.posts)
    self_->send(lead_,
                post{who_.id.agent, incarnation_, p.to, std::move(p.payload), m.correlation,
                     m.id, clock_.tick(), make_ticket(around_->counters)});
  ack a;
  a.state = result.state;
  a.failure = result.failure;
  a.value = std::move(result.value);
  a.detail = std::move(result.detail);
  a.found = std::move(result.found);
  a.ready_at = moment;
  a.held = moment - done.item.arrived;
  a.unstoppable = result.failure == errc::work_stuck && !body_->cancels();
  a.what = m.id;
  keep_answer(done.item.what, a);
  answer(done.item.what, std::move(a));
  if (moment <= now())
    current_.reset();
}

void agent_actor_state::expired(std::uint64_t run) {
  if (!working() || current_->run != run)
    return;
  body_->cancel(current_->item.what.what->id);
  finish({current_->item.what.what->id, run,
          work_result::failed(errc::timeout, was_stopped(now() - current_->started))});
}

void agent_actor_state::answer(const deliver& to, ack a) {
  a.what = to.what->id;
  a.gather = to.gather;
  a.slot = who_.id.agent;
  a.incarnation = incarnation_;
  a.sent_at = to.sent_at;
  a.context_hash = context_->hash;
  a.lamport = clock_.tick();
  a.queue_depth = static_cast<std::uint16_t>(queue_depth());
  a.thawed = to.thawed;
  if (!a.second_copy)
    a.attempt = to.attempt;
  a.report = profile_->report();
  auto receipt = to.what->what == verb::record;
  a.measures_link = !to.thawed && (!receipt || body_->heartbeats_measure_link());
  auto way = body_->link(receipt).outbound;
  auto back = a.ready_at + way;
  a.back_at = back;
  if (way > duration::zero() || back > now())
    around_->timers.at(back, lead_, std::move(a));
  else
    self_->send(lead_, std::move(a));
}

void agent_actor_state::answer_pulse(const pulse& p) {
  if (p.round_trip_ms != no_round_trip)
    profile_->add_round_trip(p.round_trip_ms);
  heartbeat h;
  h.number = p.number;
  h.slot = who_.id.agent;
  h.incarnation = incarnation_;
  h.measures_link = body_->heartbeats_measure_link();
  h.queue_depth = static_cast<std::uint16_t>(queue_depth());
  h.idle = idle(now());
  h.sent_at = p.sent_at;
  h.as_of = now();
  h.holds = holds(h.as_of);
  h.context_hash = context_->hash;
  h.report = profile_->report();
  auto way = body_->link(true);
  auto there_and_back = way.inbound + way.outbound;
  h.back_at = std::max(now(), from_sending(p.sent_at) + there_and_back);
  if (there_and_back > duration::zero())
    around_->timers.at(on_grid(h.back_at), lead_, h);
  else
    self_->send(lead_, h);
}

void agent_actor_state::fail(const fault& what) {
  if (what.what == fault_kind::corrupt)
    context_ = make_context(context_->text + " damaged on demand");
  else if (what.what == fault_kind::lie)
    lies_ = true;
  else
    fail_on_demand(self_, what);
}

agent_self::behavior_type agent(agent_self::stateful_pointer<agent_actor_state> self,
                                agent_setup setup) {
  self->state.begin(self, std::move(setup));
  return {
      [self](deliver& what) { self->state.receive(std::move(what)); },
      [self](const pulse& p) { self->state.answer_pulse(p); },
      [self](const withdraw& w) { self->state.take_back(w); },
      [self](meet_lead& m) { self->state.meet(std::move(m.lead)); },
      [self](load_context& c) { self->state.load(std::move(c.good)); },
      [self](const freeze_agent& order) { self->state.freeze(order); },
      [self](const thaw_agent& order) { self->state.thaw(order); },
      [self](const fault& f) { self->state.fail(f); },
      [self](const arrived& a) { self->state.came_through(a.number); },
      [self](work_finished& w) { self->state.finish(std::move(w)); },
      [self](const work_expired& w) { self->state.expired(w.run); },
      [self](const work_late& w) { self->state.late(w); },
      [self](const free_again&) { self->state.wake(); },
  };
}

} // namespace mesh
