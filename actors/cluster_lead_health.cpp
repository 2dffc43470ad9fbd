// What a lead makes of an agent's times: how long its link takes, whether it is
// worse than usual (Z6), and what it has had in hand for too long.
#include <algorithm>

#include "actors/cluster_lead.hpp"

namespace mesh {

/// The heartbeat says itself when it was asked for: a link may well take longer
/// than it is until the next one. That of an agent which was replaced meanwhile
/// tells of the same link.
void lead_state::measure_link(child& c, const heartbeat& h, time_point moment) {
  if (!h.measures_link || h.sent_at == time_point{} || !setup_.around->judges(moment))
    return;
  auto ms = to_ms(back_from(h.back_at, moment) - h.sent_at);
  c.link_ms = static_cast<float>(std::max(0.0, ms));
  measured_round_trip(c, ms);
}

void lead_state::note_work(const work_note& note) {
  if (note.slot >= children_.size())
    return;
  auto& c = children_[note.slot];
  if (note.incarnation != c.incarnation)
    return;
  auto moment = now();
  hold(c, note.holds, note.as_of, moment);
  changed(moment);
}

/// What the agent works on. Work that is overdue is said once, counts against its
/// reliability, and lets others be chosen.
void lead_state::hold(child& c, const in_hand& what, time_point as_of, time_point moment) {
  if (as_of < c.holds_as_of)
    return; // a heartbeat that was longer on its way than the work took
  c.holds_as_of = as_of;
  auto before = std::exchange(c.row.holds, what);
  if (before == what)
    return;
  if (what.overdue && (before.what != what.what || !before.overdue)) {
    c.successes.add(false, moment);
    report(detector_->overdue(c.row.id.agent, what, moment));
  }
  rescore(c);
  if (before.overdue != what.overdue)
    publish(); // whoever chooses agents is to see it
}

/// What to plan with: who has overdue work in hand will not take less than that
/// has taken already.
impedance lead_state::believed(const child& c, time_point moment) const {
  auto z = c.row.as_impedance();
  if (c.row.holds.overdue)
    z.processing_ms = std::max(z.processing_ms, to_ms(moment - c.row.holds.since));
  return z;
}

void lead_state::rescore(child& c) {
  auto& row = c.row;
  const auto& limits = cfg().impedance;
  auto z = row.as_impedance();
  row.score = static_cast<float>(score(z, limits));
  row.lead_ms = static_cast<float>(estimate_arrival(z, 0, limits).lead_time_ms());
  c.usual.write(row, limits);
  health_facts facts;
  facts.now = z;
  facts.samples = std::max(row.latency_samples, row.processing_samples);
  facts.prior_score = c.prior_score;
  // One sample is no change: it may be the first after the agent was replaced.
  if (row.latency_samples != 1 && row.processing_samples != 1)
    facts.usual_ms = row.mean_score;
  auto least_ms = cfg().failures.spike_least_ms;
  row.flags = flags_of(facts, least_ms, limits);
  if (row.state == agent_state::quarantined || c.down)
    return;
  auto overdue =
      row.holds.overdue
      && (row.holds.from == usual_from::history || row.holds.from == usual_from::declared);
  row.state = overdue || worse_than_usual(facts, least_ms, limits) ? agent_state::degraded
                                                                   : agent_state::active;
}

} // namespace mesh
