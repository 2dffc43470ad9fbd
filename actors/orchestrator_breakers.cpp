// What the orchestrator does about failures: it keeps the global breaker (B1),
// and quarantines who contradicts the others (F5).
#include <algorithm>
#include <limits>

#include <spdlog/spdlog.h>

#include "actors/coordination/bounds_of.hpp"
#include "actors/orchestrator.hpp"
#include "supervisors/breaker_tree.hpp"
#include "supervisors/contradiction.hpp"

namespace mesh {

void orchestrator_state::failed(failure_event what) {
  constexpr std::size_t remembered = 100;
  what.at = now();
  escalated_.push_back(std::move(what));
  if (escalated_.size() > remembered)
    escalated_.pop_front();
}

/// K2: a conflict for the orchestrator. One for a coordinator comes from the log,
/// when that has not heard of it: it was away, or is new.
void orchestrator_state::take(const wire<conflict_notice>& what) {
  auto level = level_of(what->priority, cfg().conflicts);
  if (level == conflict_level::sector) {
    auto sector = what->agent.sector;
    if (sector < sectors_.size() && sectors_[sector])
      self_->send(sectors_[sector], what);
    return;
  }
  ++around_->counters.conflicts_to_orchestrator;
  if (around_->conflicts != nullptr)
    around_->conflicts->taken(what->conflict, conflict_level::orchestrator);
}

void orchestrator_state::remember(const circuit& what) {
  std::erase_if(circuits_, [&](const circuit& c) { return c.where == what.where; });
  if (what.state != circuit_state::closed)
    circuits_.push_back(what);
}

int orchestrator_state::open_sectors() const {
  return static_cast<int>(
      std::count_if(circuits_.begin(), circuits_.end(), [](const circuit& c) {
        return c.where.kind() == scope::level::sector && c.state == circuit_state::open;
      }));
}

/// B2: the global breaker outlives the orchestrator. What the one before this
/// one had open is opened again.
void orchestrator_state::restore_breaker() {
  for (const auto& c : around_->events.not_closed())
    if (c.where.kind() == scope::level::all)
      apply(c.by_hand ? global_->force_open(c.reason, now()) : global_->trip(c.reason, now()));
}

/// A sector says what one of its breakers has become.
void orchestrator_state::learn(const circuit& news) {
  if (news.where.kind() == scope::level::all)
    return;
  remember(news);
  if (auto open = open_sectors(); open > cfg().breakers.open_sectors)
    apply(global_->trip(std::to_string(open) + " sectors are open", now()));
}

/// All sectors hear what the global breaker has become, and show it.
void orchestrator_state::apply(const circuit_breaker::change& change) {
  if (change) {
    auto news = circuit_of({}, *global_);
    breaker_event event{{}, *change};
    spdlog::warn("{}", to_string(event));
    around_->events.add({now(), self_->id(), std::move(event), global_->by_hand()});
    if (change->to == circuit_state::open && change->from != circuit_state::open)
      ++around_->counters.breakers_opened;
    remember(news);
    for (const auto& sector : sectors_)
      if (sector)
        self_->send(sector, wire<circuit>(news));
  }
  if (auto next = global_->next_due(); next && breaker_timers_.must_set(*next))
    around_->timers.at(*next, self_, orchestrator_tick{orchestrator_wake::breaker});
}

void orchestrator_state::global_due() {
  auto moment = now();
  breaker_timers_.woken(moment);
  if (auto next = global_->next_due(); !next || *next > moment)
    return apply({}); // a timer from before the last change
  auto open = open_sectors();
  auto still_bad = open > cfg().breakers.open_sectors;
  if (global_->state() == circuit_state::half_open && still_bad)
    return apply(global_->trip(std::to_string(open) + " sectors are still open", moment));
  if (global_->wants_probe(moment)) {
    global_->probe_sent(moment);
    probe_all();
  }
  apply(global_->due(moment));
}

/// B2: a real message to every sector. Good when all answer and no more of them
/// are open than may be.
void orchestrator_state::probe_all() {
  scatter_request request;
  request.what.what = verb::record;
  request.what.urgency = priority::critical;
  request.what.payload = "probe";
  request.window_ms = cfg().breakers.probe_timeout_ms / 2;
  scatter(request, reach::sectors, [this](const scatter_result& r) {
    auto all = r.summary.sectors == sectors_.size();
    apply(global_->probed(all && open_sectors() <= cfg().breakers.open_sectors, now()));
  });
}

/// Why nothing new may be sent at all; `errc::none` when something may.
error orchestrator_state::refusal() const {
  return {errc::breaker_open, "the global breaker is open: " + global_->reason(),
          global_->by_hand() ? "breaker close all" : "it is probed by itself; see 'breakers'"};
}

error orchestrator_state::order(const circuit& what) {
  if (what.where.kind() == scope::level::agent)
    return {errc::invalid_argument, "an agent has no breaker",
            "name its cluster, a sector or all"};
  auto moment = now();
  auto close = what.state == circuit_state::closed;
  if (what.where.kind() == scope::level::all) {
    apply(close ? global_->force_close(what.reason, moment)
                : global_->force_open(what.reason, moment));
    return {};
  }
  auto sector = what.where.sector();
  if (sector.sector >= sectors_.size() || !sectors_[sector.sector])
    return {errc::sector_unreachable, to_string(sector) + " has no coordinator at present",
            "see 'status'"};
  self_->send(sectors_[sector.sector], wire<circuit>(what));
  return {};
}

/// F5: who contradicts the majority of a redundant ask is quarantined. The
/// answers came up one by one, and are folded as others are.
std::vector<agent_id> orchestrator_state::find_rogues(gather_summary& answers) {
  std::vector<agent_id> rogues;
  std::vector<redundant_answer> all;
  for (const auto& one : std::exchange(answers.parts, {})) {
    all.push_back({one.agent, one.value});
    answers.add_answer(trinary::ready, one.value, one.agent, bounds_of(cfg().limits));
  }
  for (const auto& found : contradictions(all, cfg().failures)) {
    auto event = event_of(found, now());
    spdlog::warn("{} {}: {}", to_string(event.what), to_string(event.where), event.seen);
    around_->events.add(event);
    if (const auto& sector = sectors_[found.agent.sector])
      self_->send(sector, wire<quarantine_order>(quarantine_order{found.agent, event.seen}));
    rogues.push_back(found.agent);
    failed(std::move(event));
  }
  return rogues;
}

heal_report orchestrator_state::heal(const heal_order& order) {
  heal_report report;
  if (order.where.kind() != scope::level::all || global_->state() == circuit_state::closed)
    return report;
  apply(global_->force_close("healed", now()));
  report.lines.emplace_back("the global breaker: closed");
  return report;
}

} // namespace mesh
