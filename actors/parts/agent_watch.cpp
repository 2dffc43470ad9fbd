#include "actors/parts/agent_watch.hpp"

#include <algorithm>
#include <utility>

namespace mesh {

agent_watch::agent_watch(ways& out, cluster_members& members, failure_detector& detector,
                         const config& cfg)
    : out_(out), members_(members), detector_(detector), cfg_(cfg) {}

void agent_watch::sweep(const hearing& at) {
  next_pulse(at.now);
  auto missed = false;
  for (std::uint8_t slot = 0; members_.has(slot); ++slot) {
    if (members_[slot].down)
      continue;
    judge(slot, at);
    ask(slot, at.now);
    missed |= of(slot).missed;
  }
  if (missed && at.judges) { // else it would only add to the load
    retry_ms_ = cfg_.failures.retry_initial_ms;
    out_.wake_to_retry(at.now + from_ms(retry_ms_));
  }
}

/// Whether the agent has answered the pulse before (F1), and whether it is still
/// there at all (F2).
void agent_watch::judge(std::uint8_t slot, const hearing& at) {
  auto& c = members_[slot];
  auto& s = of(slot);
  const auto& timing = cfg_.impedance;
  auto silent = silent_ms(slot, at.listening);
  constexpr double there_and_back = 2; // round trips: the answer may be on its way,
  auto on_its_way_ms =                 // but not for the hours that a person may take
      std::min(there_and_back * c.row.latency_ms, timing.offline_after_ms);
  if (silent <= timing.heartbeat_period_ms + on_its_way_ms)
    return;
  s.missed = true;
  if (!at.judges || s.condemned)
    return;
  const bool known = c.row.state == agent_state::offline && !s.unproven;
  // Silence that the agent's link explains, as heartbeats have measured it, is none.
  if (silent <= timing.offline_after_ms + c.link_ms()) {
    if (!known)
      out_.report(detector_.network_error(slot, "no answer to a heartbeat", at.now));
    return;
  }
  if (!known) {
    out_.report(detector_.silence(slot, at.now - from_ms(silent), at.now));
    c.row.state = agent_state::offline;
    s.silent = true;
    out_.changed(at.now);
  }
  if (!out_.supervised() || !out_.may_die(at.now))
    return;
  s.condemned = true;
  out_.replace(slot,
               "unresponsive for " + std::to_string(static_cast<int>(silent / 1'000)) + " s");
}

void agent_watch::retry(time_point moment) {
  auto again = false;
  for (std::uint8_t slot = 0; members_.has(slot); ++slot)
    if (of(slot).missed && !members_[slot].down) {
      again = true;
      out_.ask(slot, pulse{pulse_, moment, no_round_trip});
    }
  retry_ms_ *= 2;
  auto next = moment + from_ms(retry_ms_);
  if (again && next < pulse_sent_ + from_ms(cfg_.impedance.heartbeat_period_ms))
    out_.wake_to_retry(next);
}

std::uint32_t agent_watch::next_pulse(time_point moment) {
  pulse_sent_ = moment;
  return ++pulse_;
}

void agent_watch::ask(std::uint8_t slot, time_point moment) {
  out_.ask(slot, pulse{pulse_, moment, members_[slot].take_round_trip()});
}

void agent_watch::heard(std::uint8_t slot, time_point listening) {
  auto& s = of(slot);
  members_[slot].heard = listening;
  s.silent = s.unproven = s.condemned = false;
  if (members_[slot].row.state == agent_state::offline)
    detector_.heard(slot);
  if (std::exchange(s.missed, false))
    detector_.network_ok(slot);
}

bool agent_watch::replaced(std::uint8_t slot, const hearing& at) {
  auto& s = of(slot);
  detector_.replaced(slot, at.now);
  members_[slot].heard = at.listening;
  s.missed = s.condemned = false;
  s.unproven = std::exchange(s.silent, false);
  if (s.unproven)
    out_.ask(slot, pulse{pulse_, at.now, no_round_trip});
  return s.unproven;
}

void agent_watch::forget(std::uint8_t slot) {
  of(slot) = {};
  detector_.forget(slot);
}

double agent_watch::silent_ms(std::uint8_t slot, time_point listening) const {
  return to_ms(listening - members_[slot].heard);
}

bool agent_watch::hangs(std::uint8_t slot, const scope& where, bool obeyed,
                        time_point listening) const {
  const auto& c = members_[slot];
  if (c.down || slot >= signs_.size() || !signs_[slot].missed || !where.contains(c.row.id))
    return false;
  constexpr double share = 0.5;
  return (c.row.frozen && !obeyed) || where.kind() == scope::level::agent
         || silent_ms(slot, listening) > share * cfg_.impedance.offline_after_ms;
}

agent_watch::signs& agent_watch::of(std::uint8_t slot) {
  if (slot >= signs_.size())
    signs_.resize(slot + std::size_t{1});
  return signs_[slot];
}

} // namespace mesh
