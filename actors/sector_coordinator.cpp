#include "actors/sector_coordinator.hpp"

#include <spdlog/spdlog.h>

#include "actors/coordination/bounds_of.hpp"
#include "actors/coordination/gather_number.hpp"
#include "actors/coordination/registry.hpp"
#include "actors/coordination/summarise.hpp"
#include "actors/parts/breaker_news.hpp"
#include "actors/parts/exits.hpp"
#include "actors/parts/post_tickets.hpp"

namespace mesh {

void sector_state::begin(sector_coordinator_self::pointer self, sector_setup setup) {
  self_ = self;
  setup_ = std::move(setup);
  self_->set_exception_handler(exit_error_of);
  const auto& around = *setup_.around;
  ids_ = message_id_source(message_id_source::node_of(setup_.sector),
                           around.wall_ms(now())); // as for a lead
  leads_.emplace(self_, setup_.sector);
  silence_.emplace(around.cfg.impedance.offline_after_ms);
  engine_.emplace(around, *leads_, errc::lead_unreachable, alarm_of(sector_wake::give_up));
  begin_breakers();
  freezes_.emplace(*leads_, around.who, bounds_of(around.cfg.limits),
                   freeze_desk::silence{errc::lead_unreachable, "its lead did not answer"},
                   alarm_of(sector_wake::freeze), [this] { return breakers_->preserved(); });
  // B2: a breaker outlives its coordinator.
  for (const auto& c : around.events.not_closed())
    if (c.where.kind() != scope::level::all && c.where.sector() == setup_.sector)
      breakers_->order(c);
  if (around.conflicts != nullptr)
    around.conflicts->holder_replaced(setup_.sector);
}

void sector_state::begin_breakers() {
  breakers_.emplace(
      setup_.sector, setup_.around->cfg, alarm_of(sector_wake::breakers),
      sector_breakers::outlets{
          [this](const circuit& news, const breaker_event& event) {
            record_breaker(*setup_.around, event, news.by_hand, self_->id(), now());
            tell(news);
          },
          [this](const scope& where) { return links_to(where); },
          [this](const scope& where, duration links, std::function<void(bool)> done) {
            probe(where, links, std::move(done));
          },
          [this](const failure_event& cascade) {
            spdlog::warn("{} {}: {}", to_string(cascade.what), to_string(cascade.where),
                         cascade.seen);
            setup_.around->events.add(cascade);
            self_->send(setup_.parent, wire<failure_event>(cascade));
          }});
}

time_point sector_state::now() const {
  return self_->clock().now();
}

alarm sector_state::alarm_of(sector_wake what) {
  return {[this] { return now(); },
          [this, what](time_point when) {
            setup_.around->timers.at(when, self_, sector_tick{what});
          }};
}

void sector_state::woken(sector_wake by) {
  switch (by) {
  case sector_wake::give_up:
    return engine_->due();
  case sector_wake::summary:
    return report();
  case sector_wake::breakers:
    return breakers_->due();
  case sector_wake::freeze:
    return freezes_->due();
  }
}

void sector_state::adopt(std::vector<cluster_lead_actor> leads) {
  lines_.assign(leads.size(), std::nullopt);
  silence_->adopt(leads.size(), setup_.around->listening(now()));
  leads_->adopt(std::move(leads));
  if (global_)
    tell(*global_);
  for (const auto& c : breakers_->circuits())
    tell(c);
  report();
}

/// The new one is told the rules, and is asked what the one before it has not answered
/// yet. Agents answer a second copy from memory.
void sector_state::learn(const lead_is& news) {
  auto place = news.cluster.cluster;
  if (news.cluster.sector != setup_.sector.sector)
    return;
  const auto listening = setup_.around->listening(now());
  leads_->replace(place, news.lead);
  if (leads_->size() > lines_.size()) {
    lines_.resize(leads_->size());
    silence_->grow(leads_->size(), listening);
  }
  silence_->heard(place, listening);
  if (!news.lead)
    return;
  if (rules_)
    leads_->send(place, *rules_);
  if (global_)
    leads_->send(place, wire<circuit>(*global_));
  for (const auto& c : breakers_->circuits())
    if (leads_->touches(c.where, place))
      leads_->send(place, wire<circuit>(c));
  engine_->child_is_back(place);
  freezes_->child_is_back(place);
}

/// A new orchestrator does not know the breakers.
/// M3: the callers of what the one before it had asked were told that nobody knows what
/// comes of it.
void sector_state::meet(orchestrator_actor parent) {
  setup_.parent = std::move(parent);
  engine_->cancel_if([](std::uint64_t gather) { return !is_probe(gather); });
  for (const auto& c : breakers_->circuits())
    self_->send(setup_.parent, wire<circuit>(c));
}

namespace {

/// The order with the moments of this process: it may be passed on later, to a lead that
/// was replaced.
wire<scatter_order> at_home(const wire<scatter_order>& order, process_id here,
                            time_point moment) {
  if (order->arrive.home() == here && order->expire.home() == here)
    return order;
  auto mine = *order;
  mine.arrive = deadline(here, mine.arrive.local(here, moment), moment);
  mine.expire = deadline(here, mine.expire.local(here, moment), moment);
  return wire<scatter_order>(std::move(mine));
}

} // namespace

void sector_state::scatter(const wire<message>& what, const wire<scatter_order>& order) {
  const auto& around = *setup_.around;
  if (engine_->runs(order->gather))
    return;                             // a second copy of the order
  if (order->depth == reach::sectors) { // C1: it is the sector itself that confirms
    gather_summary here;
    here.gather = order->gather;
    here.from = setup_.sector;
    here.sectors = 1;
    return self_->send(setup_.parent, wire<gather_summary>(std::move(here)));
  }
  auto moment = now();
  auto patience_ends = order->arrive.local(around.process, moment) + order->window
                       + from_ms(around.cfg.coordination.level_margin_ms);
  engine_->begin({what, at_home(order, around.process, moment), patience_ends,
                  [this](collected all) {
                    if (!all.unreached.empty())
                      spdlog::warn(
                          "{} of {} leads of {} sent no summary in time, the first is {}",
                          all.unreached.size(), leads_->size(), to_string(setup_.sector),
                          to_string(leads_->at(all.unreached.front())));
                    all.summary.sectors = 1;
                    self_->send(setup_.parent, wire<gather_summary>(std::move(all.summary)));
                  },
                  [this](std::uint8_t place) {
                    return breakers_->refusal({setup_.sector.sector, place});
                  }});
}

/// Half as much again as the links have needed lately: they also drift.
duration sector_state::links_to(const scope& where) const {
  constexpr double room = 1.5;
  const auto& around = *setup_.around;
  return from_ms(room
                 * round_trip_ms(around.agents, where, around.cfg.coordination.gather_minimum));
}

/// B2: a real message to everybody behind the breaker, with a receipt from
/// each; nobody has to work on it.
void sector_state::probe(const scope& where, duration links, std::function<void(bool)> done) {
  const auto& around = *setup_.around;
  auto moment = now();
  const auto answer = from_ms(around.cfg.breakers.probe_timeout_ms);
  const auto timeout = answer + links;
  message m;
  m.id = ids_.next(around.wall_ms(moment));
  m.source = to_string(setup_.sector);
  m.how = strategy::scatter_gather;
  m.what = verb::record;
  m.urgency = priority::critical;
  m.created_at_ms = around.wall_ms(moment);
  m.ttl_ms = static_cast<std::uint32_t>(to_ms(timeout));
  m.payload = "probe";
  m.payload_hash = hash_of_payload(m);
  scatter_order o;
  o.gather = probe_bit | ++probes_;
  o.where = where;
  o.scheduled = false;
  o.window = answer / 2 + links;
  o.arrive = deadline(around.process, moment, moment);
  o.expire = deadline(around.process, moment + timeout, moment);
  engine_->begin({wire<message>(std::move(m)), wire<scatter_order>(o), moment + timeout,
                  [this, done = std::move(done)](const collected& all) {
                    const auto& s = all.summary;
                    auto minimum = setup_.around->cfg.coordination.gather_minimum;
                    auto nobody_there = s.targets == 0; // all have left (T5)
                    done(nobody_there || (s.sent > 0 && s.ready >= minimum * s.targets));
                  }});
}

/// Its ticket counts a post that goes no further as undeliverable.
void sector_state::pass_post(const wire<message>& what, const wire<post_order>& from) {
  auto order = with_ticket(from, setup_.around->counters);
  if (order->to.sector != setup_.sector.sector)
    self_->send(setup_.parent, what, order);
  else if (breakers_->refusal(order->to.parent()))
    ++setup_.around->counters.turned_away;
  else
    leads_->send(order->to.cluster, what, order);
}

void sector_state::set_rules(const wire<routing_rules>& rules) {
  rules_ = rules;
  leads_->send_all({}, rules);
}

void sector_state::note(const cluster_summary& line) {
  if (line.cluster.sector == setup_.sector.sector && line.cluster.cluster < lines_.size())
    lines_[line.cluster.cluster] = line;
  silence_->heard(line.cluster.cluster, setup_.around->listening(now()));
}

/// F2 for leads: one that sends no summaries any more is replaced, unless this process
/// was away itself.
void sector_state::watch_leads() {
  const auto& around = *setup_.around;
  const auto moment = now();
  if (!setup_.supervisor || !around.judges(moment))
    return;
  for (auto place : silence_->overdue(*leads_, around.listening(moment), [&] {
         return around.may_die(scope::level::cluster, moment);
       })) {
    auto cluster = leads_->at(place);
    spdlog::warn("the lead of {} is unresponsive", to_string(cluster));
    self_->send(setup_.supervisor, unresponsive{cluster, "no summary from the lead"});
  }
}

/// Z5, Z7: the sector in one line, once per summary period.
void sector_state::report() {
  std::vector<cluster_summary> known;
  for (const auto& line : lines_)
    if (line)
      known.push_back(*line);
  watch_leads();
  if (auto s = summarise(setup_.sector, known))
    self_->send(setup_.parent, wire<sector_summary>(*s));
  setup_.around->timers.at(now() + from_ms(setup_.around->cfg.impedance.summary_period_ms),
                           self_, sector_tick{sector_wake::summary});
}

/// A failure that a lead has seen.
void sector_state::failed(failure_event what) {
  what.at = now();
  if (what.to == escalation::orchestrator)
    self_->send(setup_.parent, wire<failure_event>(what));
  breakers_->failed(what);
}

/// Those above and the leads below hear what a breaker has become.
void sector_state::tell(const circuit& what) {
  wire<circuit> news(what);
  if (what.where.kind() != scope::level::all)
    self_->send(setup_.parent, news);
  leads_->send_all(what.where, news);
}

/// From above: by hand; or the global breaker, which the leads are to show.
void sector_state::order(const circuit& what) {
  if (what.where.kind() != scope::level::all)
    return breakers_->order(what);
  global_ = what;
  tell(what);
}

void sector_state::quarantine(const wire<quarantine_order>& what) {
  leads_->send(what->who.cluster, what);
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

heal_report sector_state::heal(const heal_order& order) {
  heal_report report;
  breakers_->heal(order.where, report);
  return report;
}

void sector_state::freeze(const freeze_order& order) {
  if (const auto* other = freezes_->under_way()) {
    if (other->number >= order.number)
      return; // a second copy, or overtaken
    freezes_->finish();
  }
  if (order.what == freeze_act::freeze && order.preserved)
    breakers_->reopen(*order.preserved);
  const auto& cfg = setup_.around->cfg;
  freezes_->begin(
      order,
      now() + from_ms(cfg.supervision.freeze_timeout_ms + cfg.coordination.level_margin_ms),
      [this](freeze_report report) { self_->send(setup_.parent, std::move(report)); });
}

sector_coordinator_self::behavior_type
sector_coordinator(sector_coordinator_self::stateful_pointer<sector_state> self,
                   sector_setup setup) {
  self->state.begin(self, std::move(setup));
  return {
      [self](std::vector<cluster_lead_actor>& leads) { self->state.adopt(std::move(leads)); },
      [self](const wire<message>& what, const wire<scatter_order>& order) {
        self->state.scatter(what, order);
      },
      [self](const wire<message>& what, const wire<post_order>& order) {
        self->state.pass_post(what, order);
      },
      [self](const wire<gather_summary>& part) { self->state.engine().collect(*part); },
      [self](const wire<cluster_summary>& line) { self->state.note(*line); },
      [self](const wire<routing_rules>& rules) { self->state.set_rules(rules); },
      [self](const cancel_gather& c) { self->state.engine().cancel(c.gather); },
      [self](const lead_is& news) { self->state.learn(news); },
      [self](const freeze_order& order) { self->state.freeze(order); },
      [self](const freeze_report& part) { self->state.freezes().note(part); },
      [self](meet_orchestrator& m) { self->state.meet(std::move(m.orchestrator)); },
      [self](const wire<failure_event>& e) { self->state.failed(*e); },
      [self](const wire<circuit>& c) { self->state.order(*c); },
      [self](const wire<quarantine_order>& q) { self->state.quarantine(q); },
      [self](const wire<conflict_notice>& n) { self->state.take(n); },
      [self](const heal_order& order) { return self->state.heal(order); },
      [self](const fault& f) { fail_on_demand(self, f); },
      [self](const sector_tick& t) { self->state.woken(t.what); },
  };
}

} // namespace mesh
