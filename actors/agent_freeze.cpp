// The part of an agent that stops and goes on (O6). What it is frozen with is
// all that was accepted and has not ended: its work in hand, its queue, and
// what was still in a simulated link. The time left of each stands still, but
// for what a caller waits for: his patience does not (M3).
#include "actors/agent.hpp"

#include <algorithm>
#include <utility>

namespace mesh {

namespace {

frozen_delivery held_from(const deliver& d, time_point moment) {
  const auto& parts = d.what->parts;
  auto part = parts.empty() ? 0 : d.part % static_cast<std::uint32_t>(parts.size());
  return {d.what, d.gather, d.expire_at - moment, part, d.attempt, d.goes_on};
}

/// What was begun is begun again after thaw.
std::uint8_t once_more(std::uint8_t attempt) {
  return static_cast<std::uint8_t>(std::min(attempt + 1, UINT8_MAX));
}

} // namespace

void agent_actor_state::freeze(const freeze_agent& order) {
  if (!held_)
    stop();
  self_->send(lead_, agent_frozen{order.number, incarnation_, all_held()});
}

/// Puts down what it has in hand: that is done again after thaw.
void agent_actor_state::stop() {
  auto moment = now();
  held_ = std::make_unique<frozen_agent>();
  held_since_ = moment;
  held_->id = who_.id;
  held_->context_hash = context_->hash;
  auto had_work = working();
  if (current_ && (had_work || busy_until_ > moment)) {
    const auto& in_hand = current_->item.what;
    if (had_work)
      body_->cancel(in_hand.what->id);
    intake_->forget(in_hand.what->id);
    held_->in_hand = held_from(in_hand, moment);
    held_->in_hand->attempt = once_more(in_hand.attempt);
    held_->in_hand->expire_left = run_until(in_hand) - moment;
  }
  current_.reset();
  if (had_work)
    tell_what_is_in_hand(); // nothing, until it is thawed
  busy_until_ = moment;
  wake_armed_ = false; // that timer is for work which does not end then any more
  for (const auto& w : intake_->take_all())
    held_->waiting.push_back(held_from(w.what, moment));
  on_the_way_.sort([](const coming& a, const coming& b) {
    return std::pair(a.due, a.number) < std::pair(b.due, b.number);
  });
  for (const auto& c : on_the_way_)
    held_->waiting.push_back(held_from(c.what, moment));
  on_the_way_.clear();
}

frozen_agent agent_actor_state::all_held() const {
  auto all = *held_;
  for (const auto& m : intake_->memories())
    all.remembered.push_back({m.id, m.state, m.failure});
  return all;
}

/// It crossed the freeze on its way, or its lead was replaced: what is held
/// already will be answered.
void agent_actor_state::receive_frozen(const deliver& what) {
  const auto id = what.what->id;
  auto same = [&](const frozen_delivery& d) {
    return d.what->id == id;
  };
  if ((held_->in_hand && same(*held_->in_hand)) || std::ranges::any_of(held_->waiting, same))
    return;
  if (intake_->remembered(id))
    return answer(what, answer_again(id, now()));
  refuse(what, errc::frozen, "the agent is frozen", now());
}

/// A message that is not wanted any more is not done after thaw either.
std::optional<agent_actor_state::dropped> agent_actor_state::drop_held(message_id id) {
  if (held_->in_hand && held_->in_hand->what->id == id) {
    dropped found{true, held_->in_hand->goes_on, held_->in_hand->attempt};
    if (!found.kept)
      held_->in_hand.reset();
    return found;
  }
  auto& waiting = held_->waiting;
  auto found = std::ranges::find_if(waiting, [&](const auto& d) { return d.what->id == id; });
  if (found == waiting.end())
    return std::nullopt;
  dropped one{false, false, found->attempt};
  waiting.erase(found);
  return one;
}

int agent_actor_state::queue_depth() const {
  return held_ ? static_cast<int>(held_->waiting.size()) : intake_->depth();
}

bool agent_actor_state::idle(time_point moment) const {
  if (held_)
    return !held_->in_hand && held_->waiting.empty();
  return !working() && busy_until_ <= moment && intake_->depth() == 0 && on_the_way_.empty();
}

void agent_actor_state::thaw(const thaw_agent& order) {
  auto moment = now();
  // Before any answer, so that the lead can tell those from earlier ones.
  self_->send(lead_, agent_thawed{order.number, who_.id.agent, incarnation_, moment});
  if (!held_)
    return; // it goes on already: the order is a second copy
  auto all = all_held();
  held_.reset();
  // M3: callers have waited meanwhile; of what is preserved that is off already.
  auto waited = [frozen_for = moment - held_since_](frozen_delivery& d) {
    if (d.gather != 0)
      d.expire_left -= frozen_for;
  };
  if (all.in_hand && !all.in_hand->goes_on)
    waited(*all.in_hand);
  std::ranges::for_each(all.waiting, waited);
  if (order.preserved)
    add_missing(all, *order.preserved);
  for (const auto& outcome : all.remembered)
    if (!intake_->remembered(outcome.what))
      intake_->ended(outcome.what, outcome.state, outcome.failure);
  if (all.in_hand)
    resume(*all.in_hand, moment);
  for (const auto& one : all.waiting)
    resume(one, moment);
}

/// Takes a message in again, with the time that was left of it.
void agent_actor_state::resume(const frozen_delivery& one, time_point moment) {
  deliver d;
  d.what = one.what;
  d.gather = one.gather;
  d.expire_at = moment + one.expire_left;
  d.part = one.part;
  d.attempt = one.attempt;
  d.goes_on = one.goes_on;
  d.thawed = true;
  d.sent_at = moment;
  arrive(std::move(d), moment);
}

} // namespace mesh
