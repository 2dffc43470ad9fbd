// The part of an agent that gives messages back for which nobody waits any more
// (M3), and says what became of each.
#include "actors/agent.hpp"

namespace mesh {

/// The answer says what has become of the message, and it stays so: what was not
/// begun is not begun later, neither from a link nor from what was preserved.
void agent_actor_state::take_back(const withdraw& order) {
  const auto id = order.what;
  const auto moment = now();
  const auto worked = current_.has_value();
  ack a;
  a.state = trinary::transit;
  auto begun_before = order.attempt > 0;
  auto never_begun = [&](std::uint8_t attempt) {
    begun_before |= attempt > 0;
    a.failure = begun_before ? errc::unknown : errc::expired;
    a.detail = begun_before ? "an agent before this one may have done it; this one will not"
                            : "was not begun, and will not be";
    intake_->ended(id, trinary::transit, errc::expired);
  };
  std::optional<dropped> held;
  if (held_ && (held = drop_held(id))) {
    if (held->kept) {
      a.failure = errc::still_running;
      a.detail = "is frozen, and goes on with it after thaw, as asked";
    } else if (held->in_hand) {
      a.failure = order.why;
      a.detail = "was interrupted by a freeze, and is not begun again";
      intake_->ended(id, trinary::transit, order.why);
    } else {
      never_begun(held->attempt);
    }
  } else if (current_ && current_->item.what.what->id == id
             && (working() || busy_until_ > moment)) {
    stop_current(order, moment, a);
  } else if (auto waited = take_waiting(id)) {
    never_begun(*waited);
  } else if (intake_->remembered(id)) {
    a = answer_again(id, moment);
  } else {
    never_begun(order.attempt);
  }
  ++around_->counters.withdrawn;
  confirm(order, std::move(a));
  if (worked && !current_) // after the answer, which says what it has learned of its time
    tell_what_is_in_hand();
  start_next(now());
}

/// What it works on: it is stopped, unless it was asked to go on.
void agent_actor_state::stop_current(const withdraw& order, time_point moment, ack& a) {
  const auto& item = current_->item.what;
  a.attempt = item.attempt;
  if (item.goes_on) {
    a.failure = errc::still_running;
    a.detail = "goes on with it, as asked";
    return;
  }
  if (working()) {
    body_->cancel(order.what);
    learn_unfinished(moment, 2); // a few such works teach any length
  } else {
    intake_->forget(order.what); // what was said of its end does not come about
  }
  a.failure = order.why;
  a.detail = was_stopped(moment - current_->started);
  intake_->ended(order.what, trinary::transit, order.why);
  busy_until_ = std::min(busy_until_, moment);
  current_.reset();
}

/// Takes a message out of the queue or the simulated link; how often it was
/// delivered before, if it was there.
std::optional<std::uint8_t> agent_actor_state::take_waiting(message_id id) {
  if (auto attempt = intake_->withdraw(id))
    return attempt;
  std::optional<std::uint8_t> found;
  on_the_way_.remove_if([&](const coming& c) {
    if (c.what.what->id != id)
      return false;
    found = c.what.attempt;
    return true;
  });
  return found;
}

std::string agent_actor_state::was_stopped(duration after) {
  return "was stopped after " + std::to_string(static_cast<int>(to_ms(after)))
         + " ms of work, when nobody waited for it any more";
}

/// Not through the simulated link: what is told is the mesh's own knowledge.
void agent_actor_state::confirm(const withdraw& order, ack a) {
  a.what = order.what;
  a.gather = order.gather;
  a.slot = who_.id.agent;
  a.incarnation = incarnation_;
  a.withdrawn = true;
  a.measures_link = false;
  a.context_hash = context_->hash;
  a.lamport = clock_.tick();
  a.queue_depth = static_cast<std::uint16_t>(queue_depth());
  a.report = profile_->report();
  self_->send(lead_, std::move(a));
}

} // namespace mesh
