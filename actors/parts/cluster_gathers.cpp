#include "actors/parts/cluster_gathers.hpp"

#include <algorithm>

#include "actors/coordination/bounds_of.hpp"
#include "actors/coordination/way_back.hpp"
#include "supervisors/quarantine.hpp"

namespace mesh {

cluster_gathers::cluster_gathers(ways& out, const cluster_members& members, const place& where,
                                 shared_rules rules)
    : out_(out), members_(members), where_(where), rules_(std::move(rules)) {}

void cluster_gathers::begin(const shared_message& what, const scatter_order& order,
                            time_point moment) {
  if (order.depth == reach::leads) {
    gather_summary nothing;
    nothing.gather = order.gather;
    nothing.from = members_.cluster();
    nothing.clusters = 1;
    return out_.ended(nothing);
  }
  auto arrive = order.arrive.local(where_.process, moment);
  auto expire_at = order.expire.local(where_.process, moment);
  const auto& limits = where_.cfg.limits;
  gather g(order.gather, members_.cluster(), arrive, arrive + order.window,
           !what->parts.empty() || order.every_answer, bounds_of(limits), order.attempt > 0);
  auto candidates = choose(g, *what, order, moment);
  ask_people_in_time(candidates, *what, order, arrive);
  auto refuse_all = [&](errc reason, const std::string& detail) {
    for (const auto& c : candidates)
      g.refuse_unsent(c.slot, reason, detail);
    candidates.clear();
  };
  if (moment > expire_at) // M3, at this hop
    refuse_all(errc::expired, "expired before the lead could send");
  else if (all_.size() >= static_cast<std::size_t>(limits.gathers_in_flight))
    refuse_all(errc::too_many_in_flight,
               std::to_string(all_.size()) + " gathers run in this cluster already");
  auto sends = plan(g, candidates, *what, order, arrive, moment);
  auto [mine, fresh] = all_.try_emplace(
      order.gather, running{std::move(g), counted_apart(what), std::move(sends), 0, expire_at,
                            given_to(*what, order), order.goes_on, order.attempt});
  if (!fresh)
    return; // a second copy of the order: the first one will be answered
  auto& seen = mine->second.seen;
  seen = where_.counters.arrivals.join(order.gather, arrive, order.window, order.scheduled);
  seen->planned(mine->second.state.summary().targets);
  run(mine->second, true, moment);
  if (mine->second.state.done())
    return finish(mine);
  wake_to_close(mine->second.state.close_at());
}

/// When to send to whom; says of the others why not.
std::vector<planned_send> cluster_gathers::plan(gather& g,
                                                const std::vector<send_candidate>& candidates,
                                                const message& m, const scatter_order& order,
                                                time_point arrive, time_point moment) {
  // M4: who was sent it by the lead before this one may have the answer, however
  // near T is now: the plan is the one that was made when the message was.
  auto began = moment;
  if (order.attempt > 0)
    began = std::min(began, arrive - (milliseconds(m.ttl_ms) - order.window));
  auto plan = plan_sends(candidates, began, arrive, m.payload_weight, order.scheduled,
                         where_.cfg.impedance,
                         arrive + order.window + longest_way_back(where_.cfg.coordination));
  for (auto& s : plan.sends)
    s.due = std::max(s.due, moment);
  for (const auto& s : plan.skips) {
    g.skip(s.slot, s.needed_ms, s.available_ms);
    if (order.attempt > 0 && !members_[s.slot].down) // in case it was sent all the same
      out_.take_back(s.slot, withdraw{m.id, order.gather});
  }
  for (const auto& s : plan.sends) {
    std::uint32_t part = 0;
    for (const auto& t : order.targets)
      if (t.agent.agent == s.slot && t.agent.parent() == members_.cluster())
        part = t.part;
    g.plan(s.slot, s.ready_at, part,
           way_back(members_[s.slot].row.latency_ms, where_.cfg.coordination));
  }
  return std::move(plan.sends);
}

void cluster_gathers::wake_to_close(time_point when) {
  if (close_timers_.must_set(when))
    out_.wake_to_close(when);
}

std::vector<send_candidate> cluster_gathers::choose(gather& g, const message& m,
                                                    const scatter_order& order,
                                                    time_point moment) const {
  std::vector<send_candidate> chosen;
  routing_request wanted;
  wanted.cls = order.cls;
  auto set = where_.who.capabilities().resolve(m.required_capabilities);
  if (set)
    wanted.capabilities = *set;
  auto capable = set.has_value();
  if (order.targets.empty()) {
    for (std::uint8_t slot = 0; capable && members_.has(slot); ++slot)
      if (order.where.contains(members_[slot].row.id))
        consider(g, chosen, wanted, false, slot, order.attempt > 0, moment);
    return chosen;
  }
  for (const auto& t : order.targets) {
    if (t.agent.parent() != members_.cluster())
      continue;
    if (!members_.has(t.agent.agent))
      g.refuse_unsent(t.agent.agent, errc::unknown_target, "no such agent");
    else if (!capable)
      g.refuse_unsent(t.agent.agent, errc::capability_denied, set.error().detail);
    else
      consider(g, chosen, wanted, true, t.agent.agent, order.attempt > 0, moment);
  }
  return chosen;
}

/// S1: people work some hours of the day, so that their lead time depends on T.
void cluster_gathers::ask_people_in_time(std::vector<send_candidate>& candidates,
                                         const message& m, const scatter_order& order,
                                         time_point arrive) const {
  if (where_.people == nullptr)
    return;
  for (auto& one : candidates)
    if (const auto& row = members_[one.slot].row; row.cls == agent_class::f_human)
      one.lead_time_ms = order.scheduled ? where_.people->lead_time_ms(row.id, m.source, arrive)
                                         : std::optional(0.0);
}

/// Offers one agent to a gather. One that was named is refused when it cannot
/// be used; one that is merely in scope is then no target, unless it should be
/// there and is not.
void cluster_gathers::consider(gather& g, std::vector<send_candidate>& chosen,
                               const routing_request& wanted, bool named, std::uint8_t slot,
                               bool asked_before, time_point moment) const {
  const auto& row = members_[slot].row;
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
  auto reason = why_not_routable(row, wanted, *rules_);
  if (reason == errc::none || (reason == errc::frozen && asked_before)) // it may hold it
    chosen.push_back({slot, members_[slot].believed(moment)});
  else if (reason == errc::agent_offline || reason == errc::quarantined)
    g.refuse_unsent(slot, reason, std::string(to_string(row.state)));
  else if (reason == errc::frozen)
    g.refuse_unsent(slot, reason, "takes no messages until it is thawed");
  else if (named)
    g.refuse_unsent(slot, reason, {});
}

/// Sends what is due, and a bucket's width ahead (G1), then sleeps until the
/// next one.
void cluster_gathers::run(running& r, bool first, time_point moment) {
  auto bucket = from_ms(where_.cfg.coordination.send_bucket_ms);
  while (r.next < r.sends.size()
         && r.sends[r.next].due <= moment + (first ? duration{} : bucket))
    send(r, r.sends[r.next++], moment);
  if (r.next < r.sends.size())
    out_.wake_to_send(r.state.id(), r.sends[r.next].due);
}

void cluster_gathers::send_due(std::uint64_t id, time_point moment) {
  auto found = all_.find(id);
  if (found == all_.end())
    return;
  run(found->second, false, moment);
  if (found->second.state.done()) // everything left expired
    finish(found);
}

void cluster_gathers::send(running& r, const planned_send& planned, time_point moment) {
  const auto& c = members_[planned.slot];
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
  r.seen->sent();
  if (!c.down && !c.row.frozen) // else its replacement gets it, or it holds it already
    out_.hand_over(planned.slot, delivery(r, planned), moment);
}

deliver cluster_gathers::delivery(const running& r, const planned_send& planned) const {
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

bool cluster_gathers::answered(ack& a, time_point moment) {
  auto found = all_.find(a.gather);
  if (found == all_.end())
    return false;
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
    what.record = out_.next_conflict(moment);
  }
  const auto ready_before = mine.state.summary().ready;
  const auto counts = mine.state.answered(a.slot, what, moment);
  if (mine.state.summary().ready > ready_before)
    mine.seen->ready(a.ready_at);
  else if (counts && again && a.failure == errc::none)
    mine.seen->conflict();
  if (counts)
    out_.counted(a, *mine.what, mine.state.part_of(a.slot), mine.given_to, what.record, moment);
  if (mine.state.done())
    finish(found);
  return true;
}

void cluster_gathers::close_due(time_point moment) {
  close_timers_.woken(moment);
  auto next = time_point::max();
  for (auto i = all_.begin(); i != all_.end();) {
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

void cluster_gathers::cancel(std::uint64_t id, time_point moment) {
  auto found = all_.find(id);
  if (found == all_.end() || found->second.withdrawn)
    return;
  found->second.state.close_unsent(errc::cancelled);
  if (take_back(found->second, errc::cancelled, moment))
    return wake_to_close(found->second.state.close_at());
  found->second.state.close(errc::cancelled, errc::unknown);
  finish(found);
}

/// M3: nobody waits any more. Those that have not answered are told, and say
/// what has become of it; false when there is nothing (more) to wait for.
bool cluster_gathers::take_back(running& r, errc why, time_point moment) {
  if (std::exchange(r.withdrawn, true))
    return false;
  r.state.close_unsent();
  auto told = false;
  for (std::uint8_t slot = 0; members_.has(slot); ++slot)
    if (!members_[slot].down && r.state.awaits(slot)) {
      out_.take_back(slot, withdraw{r.what->id, r.state.id(), why, r.attempt});
      told = true;
    }
  if (!told)
    return false;
  // Well within what the coordinator waits longer.
  const auto& c = where_.cfg.coordination;
  r.state.settle(moment + from_ms(std::min(c.withdraw_ms, c.level_margin_ms / 4)));
  return true;
}

void cluster_gathers::redeliver(std::uint8_t slot, time_point moment) {
  for (auto i = all_.begin(); i != all_.end();) {
    auto mine = i++;
    send_again(mine->second, slot, moment);
    if (mine->second.state.done())
      finish(mine);
  }
}

void cluster_gathers::send_again(running& r, std::uint8_t slot, time_point moment) {
  if (!r.state.awaits(slot))
    return;
  if (r.withdrawn || r.retried.test(slot)) {
    answer again;
    again.failure = r.withdrawn ? errc::unknown : errc::agent_down;
    again.detail = r.withdrawn ? "the agent went down while the message was with it"
                               : "the agent went down twice while the message was with it";
    r.state.answered(slot, again, moment);
    return;
  }
  r.retried.set(slot);
  for (const auto& planned : r.sends)
    if (planned.slot == slot) {
      auto d = delivery(r, planned);
      d.attempt = static_cast<std::uint8_t>(std::min(r.attempt + 1, UINT8_MAX));
      ++where_.counters.redeliveries;
      out_.hand_over(slot, std::move(d), moment);
    }
}

void cluster_gathers::refuse(std::uint8_t slot, errc why, const std::string& detail,
                             bool sent_too, time_point moment) {
  answer end;
  end.failure = why;
  end.detail = detail;
  for (auto i = all_.begin(); i != all_.end();) {
    auto mine = i++;
    if (sent_too || !mine->second.state.awaits(slot))
      mine->second.state.answered(slot, end, moment);
    if (mine->second.state.done())
      finish(mine);
  }
}

bool cluster_gathers::open_with(std::uint8_t slot) const {
  return std::any_of(all_.begin(), all_.end(),
                     [&](const auto& one) { return one.second.state.is_open(slot); });
}

void cluster_gathers::finish(entry done) {
  done->second.seen->ended(done->second.state.summary());
  out_.ended(done->second.state.summary());
  all_.erase(done);
}

} // namespace mesh
