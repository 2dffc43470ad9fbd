#include "actors/parts/known_agent.hpp"

#include <algorithm>

#include "actors/coordination/layout.hpp"
#include "config/config.hpp"

namespace mesh {

known_agent::known_agent(agent_id id) {
  row.id = id;
  row.standing = membership::absent;
  row.state = agent_state::offline;
}

known_agent::known_agent(const agent_identity& who, membership standing, const config& cfg) {
  const auto& prior = cfg.of(who.cls);
  row.id = who.id;
  row.cls = who.cls;
  row.state = agent_state::offline;
  row.standing = standing;
  row.capabilities = who.capabilities;
  linked_ = who.linked;
  row.latency_ms = static_cast<float>(prior_latency_ms(prior));
  row.processing_ms = static_cast<float>(who.processing_ms.value_or(prior.processing_ms));
  auto z = row.as_impedance();
  row.score = static_cast<float>(score(z, cfg.impedance));
  row.lead_ms = static_cast<float>(estimate_arrival(z, 0, cfg.impedance).lead_time_ms());
  prior_score_ = row.lead_ms;
}

void known_agent::meet(bool up, std::uint16_t which, time_point moment) {
  down = !up;
  incarnation = which;
  row.last_heard = moment;
  row.state = up ? agent_state::active : agent_state::offline;
  if (!linked_)
    return;
  away_since = moment; // until it says otherwise
  row.state = agent_state::offline;
}

void known_agent::take_over(const agent_row& known, time_point moment, const config& cfg) {
  if (known.cls != row.cls
      || (row.standing == membership::joining && known.standing != membership::joining))
    return; // of one before it
  auto standing = row.standing;
  row = known;
  row.standing = standing;
  row.last_heard = moment;
  usual_ = baseline::of(row, cfg.impedance);
  if (linked_)
    away_since = known.state == agent_state::offline ? std::optional(moment) : std::nullopt;
  if (down || away_since)
    row.state = agent_state::offline;
  else if (row.state == agent_state::offline)
    row.state = agent_state::active;
}

void known_agent::replaced(std::uint16_t by, time_point moment, const config& cfg) {
  incarnation = by;
  down = false;
  row.last_heard = moment;
  row.queue_depth = 0;
  row.holds = {};
  row.state = agent_state::active;
  rescore(cfg);
}

void known_agent::lost() {
  down = true;
  ++incarnation;
  row.holds = {};
  row.state = agent_state::offline;
  row.last_heard = {};
}

void known_agent::learn(const profile_report& report, int queue_depth, time_point moment,
                        const config& cfg) {
  row.last_heard = moment;
  row.queue_depth = static_cast<std::uint16_t>(queue_depth);
  row.drift = report.drift;
  if (report.latency_samples > 0)
    row.latency_ms = report.latency_ms;
  if (report.processing_samples > 0)
    row.processing_ms = report.processing_ms;
  row.latency_samples = report.latency_samples;
  row.processing_samples = report.processing_samples;
  rescore(cfg);
}

bool known_agent::reachable(bool away, time_point moment, const config& cfg) {
  if (away == away_since.has_value())
    return false;
  away_since = away ? std::optional(moment) : std::nullopt;
  away_told = false;
  rescore(cfg);
  return true;
}

void known_agent::note_usual(const profile_report& report, const config& cfg) {
  usual_.note(report, cfg.impedance);
}

void known_agent::write_reliability(time_point moment) {
  row.reliability = static_cast<float>(successes_.rate(moment));
}

void known_agent::measured_round_trip(double ms) {
  round_trip_ms_ = static_cast<float>(std::max(0.0, ms));
  if (row.latency_samples == 0) // better than the prior, until the agent's median
    row.latency_ms = round_trip_ms_;
}

void known_agent::measured_link(double ms) {
  link_ms_ = static_cast<float>(std::max(0.0, ms));
  measured_round_trip(ms);
}

known_agent::holding known_agent::hold(const in_hand& what, time_point as_of, time_point moment,
                                       const config& cfg) {
  if (as_of < holds_as_of_)
    return {}; // a heartbeat that was longer on its way than the work took
  holds_as_of_ = as_of;
  auto before = std::exchange(row.holds, what);
  if (before == what)
    return {};
  holding news;
  news.newly_overdue = what.overdue && (before.what != what.what || !before.overdue);
  news.visible = before.overdue != what.overdue;
  if (news.newly_overdue)
    ended(false, moment);
  rescore(cfg);
  return news;
}

impedance known_agent::believed(time_point moment) const {
  auto z = row.as_impedance();
  if (row.holds.overdue)
    z.processing_ms = std::max(z.processing_ms, to_ms(moment - row.holds.since));
  return z;
}

void known_agent::rescore(const config& cfg) {
  const auto& limits = cfg.impedance;
  auto z = row.as_impedance();
  row.score = static_cast<float>(score(z, limits));
  row.lead_ms = static_cast<float>(estimate_arrival(z, 0, limits).lead_time_ms());
  usual_.write(row, limits);
  health_facts facts;
  facts.now = z;
  facts.samples = std::max(row.latency_samples, row.processing_samples);
  facts.prior_score = prior_score_;
  // One sample is no change: it may be the first after the agent was replaced.
  if (row.latency_samples != 1 && row.processing_samples != 1)
    facts.usual_ms = row.mean_score;
  auto least_ms = cfg.failures.spike_least_ms;
  row.flags = flags_of(facts, least_ms, limits);
  if (row.state == agent_state::quarantined || down)
    return;
  if (away_since) {
    row.state = agent_state::offline;
    return;
  }
  auto overdue =
      row.holds.overdue
      && (row.holds.from == usual_from::history || row.holds.from == usual_from::declared);
  row.state = overdue || worse_than_usual(facts, least_ms, limits) ? agent_state::degraded
                                                                   : agent_state::active;
}

} // namespace mesh
