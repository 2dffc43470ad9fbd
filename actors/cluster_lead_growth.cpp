// The part of a cluster lead that takes in newcomers and lets agents go (T5).
#include <spdlog/spdlog.h>

#include "actors/cluster_lead.hpp"
#include "actors/coordination/settled.hpp"

namespace mesh {

/// It is sent to when its impedance is known; until then it only gives signs
/// of life.
void lead_state::newcomer(member m) {
  auto slot = m.who.id.agent;
  auto moment = now();
  detector_->forget(slot);
  pauses_.erase(slot);
  auto& c = place_for(slot) = child_of(std::move(m), moment);
  if (c.row.standing == membership::leaving) // drained before it was here
    leave({{c.row.id}});
  publish();
}

/// After each heartbeat of one that is joining.
void lead_state::settle(child& c) {
  if (c.row.standing != membership::joining)
    return;
  ++c.settling;
  if (!settled(c.row, c.settling, cfg()))
    return;
  c.row.standing = membership::member;
  publish(); // who is told that it is one is to find it
  auto& around = *setup_.around;
  around.who.joined(c.row.id);
  ++around.counters.agents_joined;
}

void lead_state::leave(const leave_order& order) {
  auto moment = now();
  ++pulse_; // they are asked whether they have anything
  pulse_sent_ = moment;
  for (auto agent : order.whom) {
    if (agent.parent() != setup_.cluster || agent.agent >= children_.size())
      continue;
    auto& c = children_[agent.agent];
    if (c.row.standing == membership::absent)
      continue;
    mark_leaving(c, moment);
    if (!c.down)
      self_->send(c.handle,
                  pulse{pulse_, moment, std::exchange(c.round_trip_ms, no_round_trip)});
    let_go_if_idle(c, moment);
  }
  publish(); // nobody chooses them from here on
}

/// What it says of itself counts from the present pulse on.
void lead_state::mark_leaving(child& c, time_point moment) {
  c.row.standing = membership::leaving;
  c.asked = pulse_;
  c.idle = false;
  if (c.leaves_by == time_point{}) {
    c.leaves_by = moment + from_ms(cfg().growth.drain_timeout_ms);
    wake_at(c.leaves_by, lead_wake::leave);
  }
}

/// Whether a gather, a post or the agent itself still holds something. A lead
/// does not wait for who has given up waiting, but the agent works on.
bool lead_state::in_use(const child& c) const {
  auto slot = c.row.id.agent;
  if (!c.posts.empty() || (!c.down && !c.idle))
    return true;
  return std::any_of(gathers_.begin(), gathers_.end(),
                     [&](const auto& entry) { return entry.second.state.is_open(slot); });
}

void lead_state::let_go_if_idle(child& c, time_point moment) {
  if (c.row.standing != membership::leaving || c.row.frozen || !setup_.supervisor)
    return; // what is frozen has time until it is thawed
  if (in_use(c)) {
    if (moment < c.leaves_by)
      return;
    spdlog::warn("{} leaves with work in hand", to_string(c.row.id));
    fail_open(c.row.id.agent, "left the mesh before it was done");
  }
  self_->send(setup_.supervisor, may_leave{c.row.id.agent});
}

/// Those whose last piece has ended since.
void lead_state::let_go_idle() {
  auto moment = now();
  for (auto& c : children_)
    let_go_if_idle(c, moment);
}

void lead_state::left(const member_left& whom) {
  if (whom.slot >= children_.size())
    return;
  auto& c = children_[whom.slot];
  fail_open(whom.slot, "has left the mesh");
  detector_->forget(whom.slot);
  pauses_.erase(whom.slot);
  auto id = c.row.id;
  c = child{};
  c.row.id = id;
  c.row.standing = membership::absent;
  c.row.state = agent_state::offline;
  c.down = true;
  publish();
}

} // namespace mesh
