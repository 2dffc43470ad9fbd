#include "actors/parts/accepted_messages.hpp"

#include <algorithm>

#include "actors/parts/second_copy.hpp"
#include "actors/parts/withdrawal.hpp"

namespace mesh {

accepted_messages::accepted_messages(const config& cfg, std::atomic<std::uint64_t>& kept_bytes,
                                     std::atomic<std::uint64_t>& not_kept)
    : queue(cfg.limits.agent_queue, cfg.limits.remembered_messages,
            {static_cast<std::uint64_t>(cfg.limits.kept_answer_bytes), &kept_bytes, &not_kept}),
      cfg_(&cfg) {}

bool accepted_messages::idle(time_point moment) const {
  if (held.frozen())
    return held.empty();
  return !hand.busy(moment) && beside.size() == 0 && queue.depth() == 0 && on_the_way.empty();
}

in_hand accepted_messages::holds(const work_history& history, time_point moment) const {
  return hand.message(moment) == nullptr ? beside.oldest() : hand.holds(history, moment);
}

bool accepted_messages::full() const {
  return beside.size() >= static_cast<std::size_t>(cfg_->limits.agent_queue);
}

ack accepted_messages::known_answer(message_id id, time_point moment) const {
  return answer_again(queue, id, std::max(moment, hand.busy_until()));
}

void accepted_messages::keep(const deliver& what, const ack& a, time_point now) {
  if (what.gather == 0)
    return; // no lead asks again
  auto until =
      std::max(run_until(what), a.ready_at) + from_ms(cfg_->coordination.level_margin_ms);
  queue.keep(answer_to_keep(what, a, until), now);
}

time_point accepted_messages::run_until(const deliver& what) const {
  return what.goes_on ? what.expire_at + from_ms(cfg_->coordination.message_ttl_ms)
                      : what.expire_at;
}

std::optional<message_id> accepted_messages::freeze(agent_id who, std::uint64_t context_hash,
                                                    time_point moment) {
  held.freeze(who, context_hash, moment);
  std::optional<message_id> cancelled;
  if (const auto* in_hand = hand.message(moment)) {
    if (hand.working())
      cancelled = in_hand->what->id;
    queue.forget(in_hand->what->id); // it is done again after thaw
    held.put_in_hand(*in_hand, run_until(*in_hand));
  }
  hand.put_down(moment);
  for (const auto& one : beside.take_all()) {
    queue.forget(one.item.what.what->id);
    held.put_waiting(one.item.what);
  }
  for (const auto& w : queue.take_all())
    held.put_waiting(w.what);
  for (const auto& c : on_the_way.take_all())
    held.put_waiting(c.what);
  return cancelled;
}

std::vector<deliver> accepted_messages::thaw(const frozen_agent* preserved, time_point moment) {
  auto all = held.thaw(queue, preserved, moment);
  for (const auto& outcome : all.remembered)
    if (!queue.remembered(outcome.what))
      queue.ended(outcome.what, outcome.state, outcome.failure);
  std::vector<deliver> again;
  again.reserve(all.waiting.size() + 1);
  if (all.in_hand)
    again.push_back(resumed(*all.in_hand, moment));
  for (const auto& one : all.waiting)
    again.push_back(resumed(one, moment));
  return again;
}

accepted_messages::taken_back accepted_messages::take_back(const withdraw& order,
                                                           const work_history& history,
                                                           time_point moment) {
  const auto id = order.what;
  const auto* in_hand = hand.message(moment);
  taken_back done;
  auto& a = done.answer;
  fate found;
  if (auto dropped = held.drop(id)) {
    found = of_held(order, *dropped);
  } else if (in_hand != nullptr && in_hand->what->id == id) {
    a.attempt = in_hand->attempt;
    if (in_hand->goes_on) {
      found = goes_on();
    } else {
      found = stopped(order, hand.taken(moment));
      done.cancel = hand.working();
      if (done.cancel)
        hand.learn_unfinished(history, moment, 2); // a few such works teach any length
      else
        queue.forget(id); // what was said of its end does not come about
      hand.put_down(moment);
    }
  } else if (const auto* one = beside.find(id)) {
    a.attempt = one->item.what.attempt;
    done.cancel = !one->item.what.goes_on;
    found = done.cancel ? stopped(order, moment - one->started) : goes_on();
    if (done.cancel)
      (void)beside.take(id);
  } else if (auto waited = queue.withdraw(id)) {
    found = never_begun(order, *waited);
  } else if (auto came = on_the_way.withdraw(id)) {
    found = never_begun(order, *came);
  } else if (queue.remembered(id)) {
    a = known_answer(id, moment);
    return done;
  } else {
    found = never_begun(order, order.attempt);
  }
  a.state = trinary::transit;
  a.failure = found.failure;
  a.detail = std::move(found.detail);
  if (found.remembered != errc::none)
    queue.ended(id, trinary::transit, found.remembered);
  return done;
}

} // namespace mesh
