// The part of a cluster lead that stops its agents and lets them go on (O6).
// An agent's row says that it is frozen, so that whoever replaces this lead
// knows, too; and it says so until the agent itself has confirmed that it goes
// on.
#include <spdlog/spdlog.h>

#include "actors/cluster_lead.hpp"
#include "actors/coordination/bounds_of.hpp"

namespace mesh {

void lead_state::freeze(freeze_order order) {
  if (freezing_ && freezing_->order().number >= order.number)
    return; // a second copy, or overtaken
  if (freezing_)
    finish_freeze(); // nobody waits for the earlier one any more
  auto moment = now();
  freezing_.emplace(std::move(order), setup_.cluster,
                    moment + from_ms(cfg().supervision.freeze_timeout_ms),
                    bounds_of(cfg().limits));
  const auto& what = freezing_->order();
  for (auto& c : children_) {
    if (!what.where.contains(c.row.id) || c.row.standing == membership::absent)
      continue;
    auto slot = c.row.id.agent;
    if (what.what == freeze_act::freeze) {
      if (!c.row.frozen)
        pauses_[slot] = {};
      c.row.frozen = true;
      refuse_open(slot, errc::frozen, "its scope was frozen before it was sent to", false);
    } else if (!c.row.frozen) {
      freezing_->obeyed();
      continue;
    }
    if (c.down) {
      freezing_->missing(c.row.id, errc::agent_down, "is down");
      continue;
    }
    freezing_->expect(slot);
    tell(c);
  }
  publish(); // nobody chooses them from here on
  if (freezing_->done())
    return finish_freeze();
  wake_at(freezing_->give_up_at(), lead_wake::freeze);
}

/// What the present order asks of an agent, or that it stays frozen.
void lead_state::tell(child& c) {
  auto asked = freezing_ && freezing_->awaits(c.row.id.agent);
  auto number = asked ? freezing_->order().number : 0;
  if (!asked || freezing_->order().what == freeze_act::freeze) {
    self_->send(c.handle, freeze_agent{number});
    return;
  }
  const auto& all = freezing_->order().preserved;
  const auto* mine = all ? find_agent(*all, c.row.id) : nullptr;
  self_->send(c.handle, thaw_agent{number, std::shared_ptr<const frozen_agent>(all, mine)});
}

/// To an agent that may not know yet that it is frozen: it is new, or this lead
/// is. It is frozen before it is thawed, so that it takes over what is given.
void lead_state::tell_again(child& c) {
  if (!c.row.frozen || c.down)
    return;
  self_->send(c.handle, freeze_agent{});
  if (freezing_ && freezing_->awaits(c.row.id.agent))
    tell(c);
}

void lead_state::stopped(agent_frozen what) {
  auto slot = what.held.id.agent;
  if (slot >= children_.size() || what.incarnation != children_[slot].incarnation)
    return;
  auto& mine = pauses_[slot];
  mine.stopped = true;
  if (what.held.in_hand)
    mine.interrupted = what.held.in_hand->what->id;
  if (!freezing_ || freezing_->order().number != what.number || !freezing_->settle(slot))
    return;
  freezing_->stopped(std::move(what.held));
  if (freezing_->done())
    finish_freeze();
}

void lead_state::goes_on(const agent_thawed& what) {
  auto slot = what.slot;
  if (slot >= children_.size() || what.incarnation != children_[slot].incarnation)
    return;
  auto& c = children_[slot];
  c.row.frozen = false;
  if (c.row.standing == membership::leaving) { // with all the time it is given
    c.leaves_by = {};
    mark_leaving(c, now());
  }
  pauses_[slot].thawed = what.at;
  if (!freezing_ || freezing_->order().number != what.number || !freezing_->settle(slot))
    return changed(now());
  freezing_->obeyed();
  if (freezing_->done()) {
    publish();
    finish_freeze();
  }
}

void lead_state::freeze_due() {
  if (!freezing_ || freezing_->give_up_at() > now())
    return;
  for (const auto& c : children_)
    if (freezing_->settle(c.row.id.agent))
      freezing_->missing(c.row.id, c.down ? errc::agent_down : errc::timeout,
                         c.down ? "went down" : "gave no answer");
  publish();
  finish_freeze();
}

void lead_state::finish_freeze() {
  self_->send(setup_.coordinator, freezing_->take());
  freezing_.reset();
}

/// Ends what was not sent yet to an agent, and with `sent_too` what was.
void lead_state::refuse_open(std::uint8_t slot, errc why, const std::string& detail,
                             bool sent_too) {
  answer end;
  end.failure = why;
  end.detail = detail;
  auto moment = now();
  if (sent_too)
    children_[slot].posts.clear();
  for (auto i = gathers_.begin(); i != gathers_.end();) {
    auto mine = i++;
    if (sent_too || !mine->second.state.awaits(slot))
      mine->second.state.answered(slot, end, moment);
    if (mine->second.state.done())
      finish(mine);
  }
}

/// The link of a simulated agent may still carry the answer to work that was
/// then interrupted: it is done again.
bool lead_state::is_void(const ack& a) const {
  auto found = pauses_.find(a.slot);
  return found != pauses_.end() && a.what == found->second.interrupted
         && a.sent_at < found->second.thawed;
}

void lead_state::note_thawed(const ack& a) {
  ++setup_.around->counters.thawed_answers;
  const auto& agent = children_[a.slot].row.id;
  if (a.failure == errc::none)
    spdlog::info("{} went on with message {}: {} {}{}", to_string(agent), to_string(a.what),
                 to_string(a.state), a.value, a.detail);
  else
    spdlog::info("{} could not go on with message {}: {}", to_string(agent), to_string(a.what),
                 to_string(error{a.failure, a.detail}));
}

} // namespace mesh
