// What a lead makes of the failures it sees (F1-F4), and of agents that are not
// to be used (F4, F5).
#include <algorithm>

#include <spdlog/spdlog.h>

#include "actors/cluster_lead.hpp"

namespace mesh {

/// Notes what the detector has found, and tells the coordinator what concerns
/// the breakers or is not settled here.
void lead_state::report(failure_detector::seen what) {
  if (!what)
    return;
  if (what->to != escalation::none)
    spdlog::info("{} {}: {}", to_string(what->what), to_string(what->where), what->seen);
  setup_.around->events.add(*what);
  if (counts_for_breakers(*what) || what->to != escalation::none)
    self_->send(setup_.coordinator, wire<failure_event>(std::move(*what)));
}

/// Once per heartbeat period: whether the agent has answered the pulse before
/// (F1), and whether it is still there at all (F2). Only time in which this process
/// could have heard it counts.
void lead_state::watch(child& c, time_point moment) {
  const auto& timing = cfg().impedance;
  auto listening = setup_.around->listening(moment);
  auto silent_ms = to_ms(listening - c.heard);
  constexpr double there_and_back = 2; // round trips: the answer may be on its way,
  auto on_its_way_ms =                 // but not for the hours that a person may take
      std::min(there_and_back * c.row.latency_ms, timing.offline_after_ms);
  if (silent_ms <= timing.heartbeat_period_ms + on_its_way_ms)
    return;
  c.missed = true;
  if (!setup_.around->judges(moment) || c.condemned)
    return;
  const bool known = c.row.state == agent_state::offline && !c.unproven;
  if (silent_ms <= offline_after_ms(c)) {
    if (!known)
      report(detector_->network_error(c.row.id.agent, "no answer to a heartbeat", moment));
    return;
  }
  if (!known) {
    report(detector_->silence(c.row.id.agent, moment - from_ms(silent_ms), moment));
    c.row.state = agent_state::offline;
    c.silent = true;
    changed(moment);
  }
  if (setup_.supervisor && setup_.around->may_die(scope::level::agent, moment))
    condemn(c, silent_ms);
}

void lead_state::condemn(child& c, double silent_ms) {
  c.condemned = true;
  self_->send(setup_.supervisor,
              unresponsive{c.row.id, "no sign of life for "
                                         + std::to_string(static_cast<int>(silent_ms / 1'000))
                                         + " s"});
}

/// F2: silence that the agent's link explains, as heartbeats have measured it, is none.
double lead_state::offline_after_ms(const child& c) const {
  return cfg().impedance.offline_after_ms + c.link_ms;
}

/// F1: who did not answer is asked again, with longer and longer pauses, until
/// the next regular pulse.
void lead_state::retry_pulses() {
  auto moment = now();
  auto again = false;
  for (auto& c : children_)
    if (c.missed && !c.down) {
      again = true;
      self_->send(c.handle, pulse{pulse_, moment, no_round_trip});
    }
  retry_ms_ *= 2;
  auto next = moment + from_ms(retry_ms_);
  if (again && next < pulse_sent_ + from_ms(cfg().impedance.heartbeat_period_ms))
    wake_at(next, lead_wake::retry);
}

/// F4: who works from another context than it should is kept away from work,
/// and gets the good one again. Whether the context is good, as far as one knows.
bool lead_state::check_context(child& c, std::uint64_t hash, time_point moment) {
  const auto& good = setup_.around->context;
  auto slot = c.row.id.agent;
  c.row.context_hash = hash;
  if (hash == good->hash && c.row.state != agent_state::quarantined)
    return true;
  report(detector_->context(slot, good->hash, hash, moment));
  auto damaged = hash != 0 && hash != good->hash;
  auto was = c.row.state;
  if (damaged) {
    c.row.state = agent_state::quarantined;
    self_->send(c.handle, load_context{good});
  } else if (c.row.state == agent_state::quarantined && !c.rogue) {
    c.row.state = agent_state::active;
    rescore(c);
    ++setup_.around->counters.contexts_restored;
  }
  if (c.row.state != was)
    publish();
  return !damaged;
}

void lead_state::quarantine(const quarantine_order& order) {
  if (order.who.parent() != setup_.cluster || order.who.agent >= children_.size())
    return;
  auto& c = children_[order.who.agent];
  spdlog::warn("{} is quarantined: {}", to_string(order.who), order.reason);
  c.rogue = true;
  if (!c.down)
    c.row.state = agent_state::quarantined;
  publish();
}

/// Breakers outlive their coordinator: what is open stays so until it is told
/// otherwise (B2).
void lead_state::meet(sector_coordinator_actor c) {
  setup_.coordinator = std::move(c);
}

/// B2: whoever chooses agents is to see that nobody here may be chosen.
void lead_state::told(const circuit& c) {
  open_.set(static_cast<std::size_t>(c.where.kind()), c.state == circuit_state::open);
  publish();
}

/// O5: whether an agent that gives no sign of life is replaced now. After one missed
/// heartbeat it is when it is named, or has not stopped when it was told to (O6); in a
/// wider scope, where all may be late for some other reason, after half the time after
/// which it would be anyway.
bool lead_state::hangs(const child& c, const scope& where) const {
  if (c.down || !c.missed || !where.contains(c.row.id))
    return false;
  constexpr double share = 0.5;
  const auto pause = pauses_.find(c.row.id.agent);
  if (c.row.frozen && (pause == pauses_.end() || !pause->second.stopped))
    return true;
  return where.kind() == scope::level::agent
         || to_ms(setup_.around->listening(now()) - c.heard)
                > share * cfg().impedance.offline_after_ms;
}

/// O5: a rogue is replaced, and so is one that hangs; whose context was damaged gets
/// the good one again, and is used as soon as it says so.
heal_report lead_state::heal(const heal_order& order) {
  heal_report report;
  for (auto& c : children_) {
    if (setup_.supervisor && hangs(c, order.where)) {
      self_->send(setup_.supervisor, unresponsive{c.row.id, "replaced to heal it"});
      report.lines.push_back(to_string(c.row.id) + ": replaced, it gave no sign of life");
      continue;
    }
    if (c.down || c.row.state != agent_state::quarantined || !order.where.contains(c.row.id))
      continue;
    if (c.rogue && setup_.supervisor) {
      self_->send(setup_.supervisor, unresponsive{c.row.id, "replaced to heal it"});
      report.lines.push_back(to_string(c.row.id) + ": replaced, it was quarantined");
    } else {
      c.rogue = false;
      self_->send(c.handle, load_context{setup_.around->context});
      report.lines.push_back(to_string(c.row.id) + ": context synced");
    }
  }
  return report;
}

} // namespace mesh
