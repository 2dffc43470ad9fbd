// The half of a cluster lead that looks after its agents: their rows in the
// registry, their heartbeats, the summary of the cluster.
#include <cmath>

#include <spdlog/spdlog.h>

#include "actors/cluster_lead.hpp"
#include "actors/coordination/horizon.hpp"

namespace mesh {

void lead_state::adopt(std::vector<member> members) {
  auto moment = now();
  children_.clear();
  auto before = setup_.around->agents.read(); // what the lead before this one knew
  for (auto& m : members) {
    const auto* known = before.find(m.who.id);
    auto c = child_of(std::move(m), moment);
    auto same = known != nullptr && known->cls == c.row.cls
                && (c.row.standing != membership::joining
                    || known->standing == membership::joining); // else of one before it
    if (same) {
      auto standing = c.row.standing;
      c.row = *known;
      c.row.standing = standing;
      c.row.last_heard = moment;
      c.usual = baseline::of(c.row, cfg().impedance);
      if (c.down)
        c.row.state = agent_state::offline;
      else if (c.row.state == agent_state::offline)
        c.row.state = agent_state::active;
    }
    place_for(c.row.id.agent) = std::move(c);
  }
  for (auto& c : children_) {
    tell_again(c); // in case the lead before this one did not
    if (c.row.standing == membership::leaving)
      mark_leaving(c, moment); // the next sweep asks it
  }
  publish();
  // Leads sweep at different moments, so that 30,000 heartbeats are a steady
  // stream: the golden ratio spreads any number of them evenly.
  constexpr double golden_ratio = 0.6180339887498949;
  auto number = setup_.cluster.sector * max_children + setup_.cluster.cluster;
  auto phase = std::fmod(number * golden_ratio, 1.0);
  wake_at(moment + from_ms(phase * cfg().impedance.heartbeat_period_ms), lead_wake::sweep);
}

/// An agent of which nothing was measured yet.
lead_state::child lead_state::child_of(member m, time_point moment) const {
  const auto& prior = cfg().of(m.who.cls);
  child c;
  c.row.id = m.who.id;
  c.row.cls = m.who.cls;
  c.row.standing = m.standing;
  c.row.capabilities = m.who.capabilities;
  c.row.last_heard = moment;
  c.heard = setup_.around->listening(moment);
  c.row.latency_ms = static_cast<float>(prior_latency_ms(prior));
  c.row.processing_ms = static_cast<float>(m.who.processing_ms.value_or(prior.processing_ms));
  auto z = c.row.as_impedance();
  c.row.score = static_cast<float>(score(z, cfg().impedance));
  c.row.lead_ms = static_cast<float>(estimate_arrival(z, 0, cfg().impedance).lead_time_ms());
  c.prior_score = c.row.lead_ms;
  c.handle = std::move(m.handle);
  c.incarnation = m.incarnation;
  c.down = !c.handle;
  if (c.down)
    c.row.state = agent_state::offline;
  return c;
}

/// Slots between that nobody has stay absent.
lead_state::child& lead_state::place_for(std::uint8_t slot) {
  while (children_.size() <= slot) {
    auto& free = children_.emplace_back();
    free.row.id = {setup_.cluster.sector, setup_.cluster.cluster,
                   static_cast<std::uint8_t>(children_.size() - 1)};
    free.row.standing = membership::absent;
    free.row.state = agent_state::offline;
    free.down = true;
  }
  return children_[slot];
}

/// Z5: asks every agent for a heartbeat, and reports the cluster upward.
void lead_state::sweep() {
  auto moment = now();
  ++pulse_;
  pulse_sent_ = moment;
  auto missed = false;
  for (auto& c : children_) {
    if (c.down)
      continue;
    watch(c, moment);
    self_->send(c.handle, pulse{pulse_, moment, std::exchange(c.round_trip_ms, no_round_trip)});
    missed |= c.missed;
  }
  if (missed && setup_.around->judges(moment)) { // else it would only add to the load
    retry_ms_ = cfg().failures.retry_initial_ms;
    wake_at(moment + from_ms(retry_ms_), lead_wake::retry);
  }
  let_go_idle();
  if (moment >= next_summary_) {
    self_->send(setup_.coordinator, wire<cluster_summary>(summarise()));
    next_summary_ = moment + from_ms(cfg().impedance.summary_period_ms);
  }
  wake_at(moment + from_ms(cfg().impedance.heartbeat_period_ms), lead_wake::sweep);
}

void lead_state::beat(const heartbeat& h) {
  if (h.slot >= children_.size())
    return;
  auto moment = now();
  auto& c = children_[h.slot];
  measure_link(c, h, moment);
  if (h.incarnation != c.incarnation)
    return;
  setup_.around->counters.heartbeats.fetch_add(1, std::memory_order_relaxed);
  learn(c, h.report, h.queue_depth, moment);
  check_context(c, h.context_hash, moment);
  settle(c);
  c.idle = h.idle && h.number >= c.asked;
  let_go_if_idle(c, moment);
  hold(c, h.holds, h.as_of, moment);
  report(detector_->spike(h.slot, c.row.flags.spike, c.row.lead_ms, c.row.mean_score, moment));
  c.usual.note(h.report, cfg().impedance);
  changed(moment);
}

/// When a link handed something over: what then waited in our mailbox is our
/// own delay and none of the agent's latency.
time_point lead_state::back_from(time_point back_at, time_point moment) {
  return back_at == time_point{} ? moment : std::min(back_at, moment);
}

/// What was measured while this process starved is its own delay, and none of the
/// agent's.
void lead_state::measured_round_trip(child& c, double ms) {
  if (!setup_.around->judges(now()))
    return;
  c.round_trip_ms = static_cast<float>(std::max(0.0, ms));
  if (c.row.latency_samples == 0) // better than the prior, until the agent's median
    c.row.latency_ms = c.round_trip_ms;
}

void lead_state::learn(child& c, const profile_report& report, int queue_depth,
                       time_point moment) {
  auto& row = c.row;
  row.last_heard = moment;
  c.silent = c.unproven = false;
  c.heard = setup_.around->listening(moment);
  c.condemned = false;
  if (row.state == agent_state::offline)
    detector_->heard(row.id.agent);
  if (std::exchange(c.missed, false))
    detector_->network_ok(row.id.agent);
  row.queue_depth = static_cast<std::uint16_t>(queue_depth);
  row.drift = report.drift;
  if (report.latency_samples > 0)
    row.latency_ms = report.latency_ms;
  if (report.processing_samples > 0)
    row.processing_ms = report.processing_ms;
  row.latency_samples = report.latency_samples;
  row.processing_samples = report.processing_samples;
  rescore(c);
}

/// F2: what the agent had in hand waits for its replacement.
void lead_state::lost(const member_lost& whom) {
  if (whom.slot >= children_.size())
    return;
  auto& c = children_[whom.slot];
  if (whom.failed)
    report(detector_->down(whom.slot, whom.seen, now()));
  c.down = true;
  ++c.incarnation;
  c.row.holds = {};
  c.row.state = agent_state::offline;
  c.row.last_heard = {};
  if (!setup_.supervisor) // there will be no replacement
    return gone({whom.slot, {errc::agent_down, whom.seen}});
  publish();
}

void lead_state::gone(const member_gone& whom) {
  if (whom.slot >= children_.size())
    return;
  fail_open(whom.slot, "the agent is down: " + whom.why.detail);
  publish();
}

/// The agent is there again: it gets what the one before it left undone, once.
void lead_state::replaced(member by) {
  auto slot = by.who.id.agent;
  if (slot >= children_.size() || children_[slot].row.standing == membership::absent)
    return newcomer(std::move(by));
  auto moment = now();
  auto& c = children_[slot];
  c.handle = std::move(by.handle);
  c.incarnation = by.incarnation;
  c.down = c.missed = c.rogue = c.condemned = false;
  detector_->replaced(slot, moment);
  c.row.last_heard = moment;
  c.heard = setup_.around->listening(moment);
  c.row.queue_depth = 0;
  c.row.holds = {};
  c.row.state = agent_state::active;
  rescore(c);
  c.unproven = std::exchange(c.silent, false);
  if (c.unproven) { // what was wrong may be its link: it is used when it is heard
    c.row.state = agent_state::offline;
    self_->send(c.handle, pulse{pulse_, moment, no_round_trip});
  }
  if (c.row.frozen) { // what was preserved of the one before comes with thaw
    if (!pauses_[slot].stopped)
      refuse_open(slot, errc::unknown, "went down with it, and is frozen", true);
    tell_again(c);
    return publish();
  }
  for (auto i = gathers_.begin(); i != gathers_.end();) {
    auto mine = i++;
    redeliver(mine->second, c, moment);
    if (mine->second.state.done())
      finish(mine);
  }
  auto posts = std::exchange(c.posts, {});
  for (auto& p : posts)
    if (p.what.attempt++ == 0 && p.what.expire_at >= moment) {
      c.posts.push_back(p);
      ++setup_.around->counters.redeliveries;
      hand_over(c, std::move(p.what), moment);
    }
  publish();
}

void lead_state::redeliver(running& r, child& c, time_point moment) {
  auto slot = c.row.id.agent;
  if (!r.state.awaits(slot))
    return;
  if (r.withdrawn || r.retried.test(slot)) {
    answer again;
    again.failure = r.withdrawn ? errc::unknown : errc::agent_down;
    again.detail = r.withdrawn ? "the agent went down with it"
                               : "the agent went down twice while the message was with it";
    r.state.answered(slot, again, moment);
    return;
  }
  r.retried.set(slot);
  for (const auto& planned : r.sends)
    if (planned.slot == slot) {
      auto d = delivery(r, planned);
      d.attempt = static_cast<std::uint8_t>(std::min(r.attempt + 1, UINT8_MAX));
      ++setup_.around->counters.redeliveries;
      hand_over(c, std::move(d), moment);
    }
}

/// What is open with an agent that does not come back ends here, by name.
void lead_state::fail_open(std::uint8_t slot, const std::string& detail) {
  answer end;
  end.failure = errc::agent_down;
  end.detail = detail;
  auto moment = now();
  children_[slot].posts.clear();
  for (auto i = gathers_.begin(); i != gathers_.end();) {
    auto mine = i++;
    mine->second.state.answered(slot, end, moment);
    if (mine->second.state.done())
      finish(mine);
  }
}

/// Publishes soon: at once when the page is old enough, else when it will be.
void lead_state::changed(time_point moment) {
  auto due = published_ + from_ms(cfg().impedance.publish_period_ms);
  if (moment >= due)
    return publish();
  if (!publish_armed_) {
    publish_armed_ = true;
    wake_at(due, lead_wake::publish);
  }
}

void lead_state::publish() {
  publish_armed_ = false;
  published_ = now();
  auto page = std::make_unique<cluster_page>();
  page->summary = summarise();
  page->published_at = published_;
  page->turned_away = open_.any();
  page->rows.reserve(children_.size());
  for (auto& c : children_) {
    if (c.row.standing == membership::absent)
      continue;
    c.row.reliability = static_cast<float>(c.successes.rate(published_));
    page->rows.push_back(c.row);
  }
  page->longest_lead_ms = longest_lead_times(page->rows, cfg());
  setup_.around->agents.publish(setup_.cluster, std::move(page));
}

cluster_summary lead_state::summarise() const {
  cluster_summary s;
  s.cluster = setup_.cluster;
  std::vector<std::pair<float, agent_id>> scores;
  for (const auto& c : children_) {
    if (c.row.standing != membership::member)
      continue;
    ++s.agents;
    // D1 is about health: who is slower than usual serves all the same.
    s.active +=
        c.row.state == agent_state::active || c.row.state == agent_state::degraded ? 1 : 0;
    s.mean_score += c.row.score;
    scores.emplace_back(c.row.score, c.row.id);
  }
  if (scores.empty())
    return s;
  std::sort(scores.begin(), scores.end());
  s.mean_score /= static_cast<double>(scores.size());
  s.p95_score = scores[static_cast<std::size_t>(0.95 * double(scores.size() - 1))].first;
  s.fastest = scores.front().second;
  s.slowest = scores.back().second;
  return s;
}

} // namespace mesh
