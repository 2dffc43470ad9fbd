// The breakers of a sector and of its clusters (B1-B3), and how failures that
// grow isolate a sector (F6).
#include <spdlog/spdlog.h>

#include "actors/coordination/bounds_of.hpp"
#include "actors/sector_coordinator.hpp"

namespace mesh {

/// A failure that a lead has seen.
void sector_state::failed(failure_event what) {
  auto moment = now();
  what.at = moment;
  if (what.to == escalation::orchestrator)
    self_->send(setup_.parent, wire<failure_event>(what));
  if (!counts_for_breakers(what))
    return;
  apply(breakers_->failure(what.where.cluster(), moment));
  if (auto cascade = growth_->failure(moment)) {
    spdlog::warn("{} {}: {}", to_string(cascade->what), to_string(cascade->where),
                 cascade->seen);
    setup_.around->events.add(*cascade);
    self_->send(setup_.parent, wire<failure_event>(*cascade));
    apply(breakers_->trip(setup_.sector, cascade->seen, moment));
  }
}

void sector_state::apply(const breaker_events& events) {
  for (const auto& e : events) {
    spdlog::log(e.where.kind() == scope::level::cluster ? spdlog::level::info
                                                        : spdlog::level::warn,
                "{}", to_string(e));
    setup_.around->events.add({now(), self_->id(), e, breakers_->find(e.where)->by_hand()});
    if (e.change.to == circuit_state::open && e.change.from != circuit_state::open)
      ++setup_.around->counters.breakers_opened;
    tell(circuit_of(e.where, *breakers_->find(e.where)));
  }
  wake_for_breakers();
}

/// Those above and the leads below hear what a breaker has become.
void sector_state::tell(const circuit& what) {
  wire<circuit> news(what);
  if (what.where.kind() != scope::level::all)
    self_->send(setup_.parent, news);
  for (std::size_t i = 0; i < leads_.size(); ++i)
    if (leads_[i]
        && what.where.touches(cluster_id{setup_.sector.sector, static_cast<std::uint8_t>(i)}))
      self_->send(leads_[i], news);
}

/// B2: a breaker outlives its coordinator. What the one before this one had
/// open is opened again.
void sector_state::restore_breakers() {
  for (const auto& c : setup_.around->events.not_closed())
    if (c.where.kind() != scope::level::all && c.where.sector() == setup_.sector)
      order(c);
}

/// A new orchestrator does not know the breakers.
/// M3: whoever waited for what the orchestrator before this one had asked was
/// told that nobody knows what comes of it.
void sector_state::cancel_all() {
  for (const auto& [id, r] : gathers_)
    if (!r.probes)
      cancel({id});
}

void sector_state::meet(orchestrator_actor parent) {
  setup_.parent = std::move(parent);
  cancel_all();
  for (const auto& where : breakers_->tripped())
    self_->send(setup_.parent, wire<circuit>(circuit_of(where, *breakers_->find(where))));
}

/// From above: by hand; or the global breaker, which the leads are to show.
void sector_state::order(const circuit& what) {
  if (what.where.kind() == scope::level::all) {
    global_ = what;
    return tell(what);
  }
  auto moment = now();
  if (what.state == circuit_state::closed)
    apply(breakers_->force_close(what.where, what.reason, moment));
  else if (what.by_hand)
    apply(breakers_->force_open(what.where, what.reason, moment));
  else
    apply(breakers_->trip(what.where, what.reason, moment));
}

void sector_state::quarantine(const wire<quarantine_order>& what) {
  if (what->who.cluster < leads_.size() && leads_[what->who.cluster])
    self_->send(leads_[what->who.cluster], what);
}

/// K2: a conflict for the coordinator, or for the orchestrator above it.
void sector_state::take(const wire<conflict_notice>& what) {
  const auto& around = *setup_.around;
  ++around.counters.conflicts_to_sectors;
  if (around.conflicts != nullptr)
    around.conflicts->taken(what->conflict, conflict_level::sector);
  if (level_of(what->priority, around.cfg.conflicts) == conflict_level::orchestrator)
    self_->send(setup_.parent, what);
}

/// B3: an open breaker turns a cluster's part of a gather away. Each agent it
/// was for is named, and counted.
bool sector_state::turned_away(running& r, cluster_id cluster) {
  auto by = breakers_->admit(cluster);
  if (!by)
    return false;
  auto why = breakers_->refusal(*by);
  auto& summary = r.parts.summary();
  for (auto agent : agents_of(*r.order, *r.what, cluster)) {
    ++summary.targets;
    ++summary.refused;
    ++setup_.around->counters.turned_away;
    summary.add_exception(exception_kind::refused, why.code, why.detail, agent,
                          bounds_of(setup_.around->cfg.limits));
  }
  return true;
}

void sector_state::wake_for_breakers() {
  auto next = breakers_->next_due();
  if (next && breaker_timers_.must_set(*next))
    setup_.around->timers.at(*next, self_, sector_tick{sector_wake::breakers});
}

void sector_state::breakers_due() {
  auto moment = now();
  breaker_timers_.woken(moment);
  apply(breakers_->due(moment));
  for (const auto& where : breakers_->take_probes(moment))
    probe(where);
  wake_for_breakers();
}

/// B2: a real message to everybody behind the breaker, with a receipt from
/// each; nobody has to work on it.
void sector_state::probe(const scope& where) {
  constexpr std::uint64_t not_of_the_orchestrator = std::uint64_t{1} << 63;
  const auto& around = *setup_.around;
  auto moment = now();
  auto timeout = from_ms(around.cfg.breakers.probe_timeout_ms);
  message m;
  m.id = ids_.next(around.wall_ms(moment));
  m.source = to_string(setup_.sector);
  m.how = strategy::scatter_gather;
  m.what = verb::record;
  m.urgency = priority::critical;
  m.created_at_ms = around.wall_ms(moment);
  m.ttl_ms = static_cast<std::uint32_t>(around.cfg.breakers.probe_timeout_ms);
  m.payload = "probe";
  m.payload_hash = hash_of_payload(m);
  scatter_order o;
  o.gather = not_of_the_orchestrator | ++probes_;
  o.where = where;
  o.scheduled = false;
  o.window = timeout / 2;
  o.arrive = deadline(around.process, moment, moment);
  o.expire = deadline(around.process, moment + timeout, moment);
  running r{collector(o.gather, setup_.sector, moment + timeout, bounds_of(around.cfg.limits)),
            wire<message>(std::move(m)), wire<scatter_order>(o), where};
  for (std::size_t i = 0; i < leads_.size(); ++i) {
    cluster_id cluster{setup_.sector.sector, static_cast<std::uint8_t>(i)};
    if (!where.touches(cluster))
      continue;
    r.parts.expect(static_cast<std::uint8_t>(i), static_cast<bool>(leads_[i]));
    ask(r, cluster);
  }
  gathers_.emplace(o.gather, std::move(r));
  wake_to_give_up(moment + timeout);
}

/// O5: somebody has looked into it.
heal_report sector_state::heal(const heal_order& order) {
  heal_report report;
  auto meant = [&](const scope& where) {
    return where.kind() == scope::level::sector
               ? order.where.kind() == scope::level::all || order.where == where
               : order.where.kind() != scope::level::agent
                     && order.where.touches(where.cluster());
  };
  for (const auto& where : breakers_->tripped())
    if (where.kind() != scope::level::all && meant(where)) {
      apply(breakers_->force_close(where, "healed", now()));
      report.lines.push_back("the breaker of " + to_string(where) + ": closed");
    }
  return report;
}

} // namespace mesh
