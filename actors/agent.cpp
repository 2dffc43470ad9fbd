#include "actors/agent.hpp"

#include <caf/send.hpp>

#include "actors/coordination/way_back.hpp"
#include "actors/parts/exits.hpp"
#include "actors/parts/job_of.hpp"
#include "actors/parts/post_tickets.hpp"

namespace mesh {

void agent_actor_state::begin(agent_self::pointer self, agent_setup setup) {
  self_ = self;
  around_ = setup.around;
  who_ = setup.who;
  self_->set_exception_handler(exit_error_of);
  body_ = std::move(setup.body);
  messages_.emplace(around_->cfg, around_->counters.kept_answer_bytes,
                    around_->counters.answers_not_kept);
  profile_.emplace(around_->cfg.impedance);
  voice_.emplace(agent_voice::of{self_, around_, who_.id.agent, setup.incarnation, body_.get(),
                                 &*messages_, &*profile_},
                 std::move(setup.lead));
  body_->watch_presence(
      [agent = agent_self(self_)] { caf::anon_send(agent, presence_changed{}); });
}

void agent_actor_state::receive(deliver what) {
  if (messages_->held.frozen()) // its lead knows better, unless they crossed on their way
    return receive_frozen(what);
  profile_->prefetch();
  if (what.round_trip_ms != no_round_trip)
    profile_->add_round_trip(what.round_trip_ms);
  auto moment = now();
  auto way = body_->link(what.what->what == verb::record).inbound;
  // The link's time began when the message was sent, not when we got round to it.
  auto there =
      way > duration::zero() ? std::max(moment, from_sending(what.sent_at) + way) : moment;
  if (there == moment || (messages_->idle(moment) && body_->knows_ahead()))
    return arrive(std::move(what), there);
  messages_->on_the_way.put(std::move(what), there, ++last_number_);
  around_->timers.at(there, self_, arrived{last_number_});
}

void agent_actor_state::came_through(std::uint64_t number) {
  auto here = messages_->on_the_way.take(number);
  if (here) // else the agent was frozen meanwhile, and holds it
    arrive(std::move(here->what), std::max(here->due, now()));
}

/// Takes a message in at `moment`, which lies ahead when nothing can come between.
void agent_actor_state::arrive(deliver what, time_point moment) {
  if (what.what->what == verb::record && !body_->takes_records()) { // it is in the inbox
    if (moment > what.expire_at)
      return voice_->refuse(what, errc::expired, "expired on its way to the agent", moment);
    return voice_->answer(what, ack_of(work_result::ready({}), what.what->id, moment));
  }
  if (messages_->beside.has(what.what->id))
    return; // a second copy: the first one will be answered
  if (messages_->full())
    return voice_->refuse(what, errc::queue_full,
                          std::to_string(messages_->beside.size()) + " messages wait already",
                          moment);
  switch (messages_->queue.offer(what, moment)) {
  case intake::verdict::accepted:
    return start_next(moment);
  case intake::verdict::full:
    return voice_->refuse(what, errc::queue_full,
                          std::to_string(messages_->queue.depth()) + " messages wait already",
                          moment);
  case intake::verdict::expired:
    return voice_->refuse(what, errc::expired, "expired on its way to the agent", moment);
  case intake::verdict::second_copy:
    return; // the first copy will be answered
  case intake::verdict::answered:
    return voice_->answer(what, messages_->known_answer(what.what->id, moment));
  }
}

void agent_actor_state::start_next(time_point moment) {
  while (!messages_->hand.busy(moment)) {
    auto item = messages_->queue.next();
    if (!item)
      return;
    auto why_not = why_not_begun(item->what, moment);
    if (why_not.code == errc::none) {
      start(std::move(*item), moment);
      continue;
    }
    messages_->queue.ended(item->what.what->id, trinary::transit, why_not.code);
    voice_->refuse(item->what, why_not.code, std::move(why_not.detail), moment);
  }
  if (!messages_->hand.working() && messages_->queue.depth() > 0 && !wake_armed_) {
    wake_armed_ = true;
    around_->timers.at(messages_->hand.busy_until(), self_, free_again{});
  }
}

error agent_actor_state::why_not_begun(const deliver& what, time_point moment) {
  if (moment > what.expire_at) // M3: never executed late
    return {errc::expired, "expired in the agent's queue"};
  return what.what->errand ? walk().begin(what.what->errand, moment) : error{};
}

agent_walk& agent_actor_state::walk() {
  if (!walk_)
    walk_ = make_agent_walk(self_, *around_, who_.id);
  return *walk_;
}

void agent_actor_state::stop(message_id work) {
  body_->cancel(work);
  if (walk_)
    walk_->end(false, now());
}

/// V3: work in a branch that was flushed is given up.
void agent_actor_state::look_at_chains(bool moved) {
  auto goes_on = !walk_ || (moved ? walk_->moved(now()) : walk_->look(now()));
  if (!goes_on && messages_->hand.working())
    give_up(work_result::failed(errc::cancelled, "flushed: its chain goes another way"));
}

/// Ends the work in hand before its own end.
void agent_actor_state::give_up(work_result why) {
  auto id = messages_->hand.item().what.what->id;
  body_->cancel(id);
  finish({id, messages_->hand.run(), std::move(why)});
}

void agent_actor_state::wake() {
  wake_armed_ = false;
  start_next(now());
}

/// A message as its work sees it, which has until then.
job agent_actor_state::job_until(time_point until, const deliver& what, int queue_depth,
                                 time_point moment) {
  auto j = job_of(what, who_.id, voice_->seen(what.what->lamport));
  j.queue_depth = queue_depth;
  j.time_left = until - moment;
  return j;
}

void agent_actor_state::start(waiting item, time_point moment) {
  if (body_->keeps_many() && !item.what.what->errand) // a walk is one task after the other
    return start_beside(std::move(item), moment);
  auto run = ++last_number_;
  const auto id = item.what.what->id;
  const auto until = messages_->run_until(item.what);
  const auto j = job_until(until, item.what, messages_->queue.depth(), moment);
  const auto round_trip_ms = body_->own_round_trip_ms(); // to work that is elsewhere
  messages_->hand.begin(std::move(item), run, j.queue_depth, moment, from_ms(round_trip_ms));

  // Only work that takes its time asks for this; small enough not to allocate.
  auto completion = [this]() -> work_done {
    const auto& m = *messages_->hand.item().what.what;
    return [agent = agent_self(self_), id = m.id, run = messages_->hand.run(),
            scale = profile_->scale(m.payload_weight, messages_->hand.queue_depth())](
               work_result result) {
      caf::anon_send(agent, work_finished{id, run, std::move(result), scale});
    };
  };
  auto planned = body_->start(j, completion);
  if (!planned) {
    // The answer of who was READY in time is waited for while it is on its way back.
    const auto usual_ms = body_->measures_own_link() ? profile_->report().latency_ms : 0;
    const auto way =
        way_back(std::max<double>(round_trip_ms, usual_ms), around_->cfg.coordination);
    around_->timers.at(until + way, self_, work_expired{run});
    return watch_work(std::nullopt);
  }
  auto end = moment + planned->takes;
  auto walks = messages_->hand.item().what.what->errand != nullptr; // it may be cut short
  if (body_->knows_ahead() && !walks && (planned->result.posts.empty() || end > until)) {
    if (end > until)
      cut_off(end - moment, until); // M3: nobody waits for it any longer
    else
      conclude(std::move(planned->result), end);
  } else if (end > until) {
    around_->timers.at(until, self_, work_expired{run});
  } else if (planned->takes > duration::zero() || moment > now()) {
    around_->timers.at(end, self_, work_finished{id, run, std::move(planned->result)});
  } else {
    return conclude(std::move(planned->result), moment);
  }
  if (messages_->hand.working())
    watch_work(end);
}

/// Hands a message to work that keeps any number of them (class F).
void agent_actor_state::start_beside(waiting item, time_point moment) {
  const auto run = ++last_number_;
  const auto id = item.what.what->id;
  const auto until = messages_->run_until(item.what);
  const auto before = messages_->beside.size();
  const auto j = job_until(until, item.what, static_cast<int>(before), moment);
  messages_->beside.put({run, std::move(item), moment});
  auto planned = body_->start(j, [this, id, run]() -> work_done {
    return [agent = agent_self(self_), id, run](work_result result) {
      caf::anon_send(agent, work_finished{id, run, std::move(result)});
    };
  });
  if (planned)
    return conclude_beside(*messages_->beside.take(run), std::move(planned->result), moment);
  around_->timers.at(until, self_, work_expired{run});
  if (before == 0)
    tell_what_is_in_hand();
}

void agent_actor_state::conclude_beside(const work_beside::piece& one, work_result result,
                                        time_point moment) {
  const auto& m = *one.item.what.what;
  const auto spent = times_of(result, moment - one.started);
  if (result.failure == errc::none && m.what != verb::record)
    profile_->add_processing(spent.processing_ms, m.payload_weight, 0);
  messages_->queue.ended(m.id, result.state, result.failure);
  voice_->answer_done(one.item.what, std::move(result), moment - one.item.arrived,
                      spent.way_back, moment);
}

/// Ends simulated work at `until`: it would have taken longer than anybody waits.
void agent_actor_state::cut_off(duration would_take, time_point until) {
  profile_->add_processing(to_ms(would_take), messages_->hand.item().what.what->payload_weight,
                           messages_->hand.queue_depth());
  conclude(work_result::failed(errc::timeout, was_stopped(messages_->hand.taken(until))),
           until);
}

void agent_actor_state::finish(work_finished what) {
  auto moment = now();
  if (auto one = messages_->beside.take(what.run))
    return conclude_beside(*one, std::move(what.result), moment);
  if (!messages_->hand.works_on(what.run))
    return learn_late(what); // withdrawn or overdue meanwhile, or reported twice
  conclude(std::move(what.result), moment);
  start_next(moment);
}

/// An answer that nobody waits for any more measures its way and its work all the same (Z5).
void agent_actor_state::learn_late(const work_finished& what) {
  if (what.result.failure != errc::none || what.result.round_trip_ms < 0)
    return;
  profile_->add_round_trip(what.result.round_trip_ms);
  profile_->add_processing(what.result.processing_ms / what.scale, 0, 0);
  voice_->tell_times(what.what);
}

/// Ends the current message at `moment`. The answer leaves then, which may lie ahead.
void agent_actor_state::conclude(work_result result, time_point moment) {
  messages_->hand.conclude(moment);
  const auto& done = messages_->hand.item();
  const auto& m = *done.what.what;
  const auto spent = messages_->hand.learn(history(), result, moment);
  messages_->queue.ended(m.id, result.state, result.failure);
  if (m.errand)
    walk().end(result.failure == errc::none && result.state == trinary::ready, moment);
  voice_->answer_done(done.what, std::move(result), moment - done.arrived, spent.way_back,
                      moment);
  if (moment <= now())
    messages_->hand.put_down(moment);
}

void agent_actor_state::expired(std::uint64_t run) {
  auto moment = now();
  if (messages_->hand.works_on(run))
    return give_up(
        work_result::failed(errc::timeout, was_stopped(messages_->hand.taken(moment))));
  if (auto one = messages_->beside.take(run)) {
    body_->cancel(one->item.what.what->id);
    auto why = work_result::failed(errc::timeout, was_stopped(moment - one->started));
    conclude_beside(*one, std::move(why), moment);
  }
}

/// Work has begun that does not end at once.
void agent_actor_state::watch_work(std::optional<time_point> end) {
  auto overdue_at = messages_->hand.watch(history());
  tell_what_is_in_hand();
  if (!end || *end > overdue_at)
    around_->timers.at(overdue_at, self_, work_late{messages_->hand.run()});
}

void agent_actor_state::tell_what_is_in_hand() {
  auto moment = now();
  voice_->note_work(messages_->holds(history(), moment), moment);
}

/// Work that is overdue is said to be, and goes on. Work that is stuck is given up.
void agent_actor_state::late(const work_late& what) {
  if (!messages_->hand.works_on(what.run))
    return;
  const auto& cfg = around_->cfg;
  auto moment = now();
  if (!around_->judges(moment)) // it may have ended while this process was away (F2)
    return around_->timers.at(moment + from_ms(cfg.failures.watch_calm_ms), self_, what);
  if (!what.stuck) {
    auto stuck_at = messages_->hand.say_overdue(cfg);
    tell_what_is_in_hand();
    if (stuck_at)
      around_->timers.at(std::max(moment, *stuck_at), self_, work_late{what.run, true});
    return;
  }
  give_up(work_result::failed(errc::work_stuck, messages_->hand.why_stuck(moment)));
}

void agent_actor_state::answer_pulse(const pulse& p) {
  if (p.round_trip_ms != no_round_trip)
    profile_->add_round_trip(p.round_trip_ms);
  if (const auto own_ms = body_->take_round_trip_ms(); own_ms > 0)
    profile_->add_round_trip(own_ms);
  auto moment = now();
  voice_->answer(p, messages_->holds(history(), moment), moment);
}

void agent_actor_state::fail(const fault& what) {
  if (what.what == fault_kind::corrupt)
    voice_->load(make_context(voice_->context()->text + " damaged on demand"));
  else if (what.what == fault_kind::lie)
    voice_->lie();
  else
    fail_on_demand(self_, what);
}

void agent_actor_state::freeze(const freeze_agent& order) {
  if (!messages_->held.frozen()) {
    for (const auto id : messages_->beside.ids())
      body_->cancel(id);
    auto work = messages_->freeze(who_.id, voice_->context()->hash, now());
    if (work) {
      stop(*work);
      tell_what_is_in_hand(); // nothing, until it is thawed
    }
    body_->pause(true);
    wake_armed_ = false; // that timer is for work which does not end then any more
  }
  voice_->tell_frozen(order);
}

/// It crossed the freeze, or its lead was replaced: what is held already will be answered.
void agent_actor_state::receive_frozen(const deliver& what) {
  const auto id = what.what->id;
  if (messages_->held.has(id))
    return;
  if (messages_->queue.remembered(id))
    return voice_->answer(what, messages_->known_answer(id, now()));
  voice_->refuse(what, errc::frozen, "the agent is frozen", now());
}

void agent_actor_state::thaw(const thaw_agent& order) {
  auto moment = now();
  // Before any answer, so that the lead can tell those from earlier ones.
  voice_->tell_thawed(order, moment);
  if (!messages_->held.frozen())
    return; // it goes on already: the order is a second copy
  body_->pause(false);
  for (auto& d : messages_->thaw(order.preserved.get(), moment))
    arrive(std::move(d), moment);
}

void agent_actor_state::take_back(const withdraw& order) {
  const auto worked = messages_->hand.kept();
  auto [a, cancel] = messages_->take_back(order, history(), now());
  if (cancel)
    stop(order.what);
  ++around_->counters.withdrawn;
  voice_->answer(order, std::move(a));
  if (worked && !messages_->hand.kept()) // after the answer, which says what was learned
    tell_what_is_in_hand();
  start_next(now());
}

} // namespace mesh
