#include "actors/sector_coordinator.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "actors/coordination/bounds_of.hpp"
#include "actors/coordination/summarise.hpp"
#include "actors/part_for.hpp"
#include "actors/post_tickets.hpp"
#include "actors/supervised_children.hpp"

namespace mesh {

void sector_state::begin(sector_coordinator_self::pointer self, sector_setup setup) {
  self_ = self;
  setup_ = std::move(setup);
  breakers_.emplace(setup_.around->cfg.breakers);
  growth_.emplace(setup_.sector, setup_.around->cfg.failures);
  ids_ = message_id_source(message_id_source::node_of(setup_.sector),
                           setup_.around->wall_ms(now())); // as for a lead
  self_->set_exception_handler(exit_error_of);
  restore_breakers();
  if (setup_.around->conflicts != nullptr)
    setup_.around->conflicts->knows_none(setup_.sector);
}

time_point sector_state::now() const {
  return self_->clock().now();
}

void sector_state::adopt(std::vector<cluster_lead_actor> leads) {
  leads_ = std::move(leads);
  lines_.assign(leads_.size(), std::nullopt);
  heard_.assign(leads_.size(), setup_.around->listening(now()));
  if (global_)
    tell(*global_);
  for (const auto& where : breakers_->tripped())
    tell(circuit_of(where, *breakers_->find(where)));
  report();
}

/// A lead was replaced: the new one is told the rules, and is asked what the
/// one before it has not answered yet. Agents answer a second copy from memory.
void sector_state::learn(const lead_is& news) {
  auto place = news.cluster.cluster;
  if (news.cluster.sector != setup_.sector.sector)
    return;
  if (place >= leads_.size()) { // a new cluster (T5)
    leads_.resize(place + std::size_t{1});
    lines_.resize(leads_.size());
    heard_.resize(leads_.size(), setup_.around->listening(now()));
  }
  leads_[place] = news.lead;
  heard_[place] = setup_.around->listening(now());
  if (!news.lead)
    return;
  if (rules_)
    self_->send(news.lead, *rules_);
  if (global_)
    self_->send(news.lead, wire<circuit>(*global_));
  for (const auto& where : breakers_->tripped())
    if (where.touches(news.cluster))
      self_->send(news.lead, wire<circuit>(circuit_of(where, *breakers_->find(where))));
  ask_again(news.cluster);
  if (freezing_ && freezing_->awaits(place))
    self_->send(news.lead, freezing_->order());
}

/// As orchestrator_state::ask_again().
void sector_state::ask_again(cluster_id cluster) {
  const auto moment = now();
  for (auto i = gathers_.begin(); i != gathers_.end();) {
    auto mine = i++;
    auto& r = mine->second;
    if (!r.parts.awaits(cluster.cluster))
      continue;
    if (too_late(*r.order, setup_.around->process, moment)) {
      r.parts.give_up(cluster.cluster, errc::lead_unreachable,
                      agents_of(*r.order, *r.what, cluster));
      if (r.parts.done())
        finish(mine);
      continue;
    }
    r.parts.asked(cluster.cluster);
    ask(r, cluster);
  }
}

void sector_state::ask(running& r, cluster_id cluster) {
  const auto& lead = leads_[cluster.cluster];
  if (!lead)
    return; // as soon as there is one again
  auto before = r.parts.asks(cluster.cluster);
  self_->send(lead, r.what, part_again(r.order, cluster, before));
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
  auto moment = now();
  const auto& cfg = setup_.around->cfg;
  auto process = setup_.around->process;
  if (gathers_.contains(order->gather))
    return; // a second copy of the order
  auto patience_ends = order->arrive.local(process, moment) + order->window
                       + from_ms(cfg.coordination.level_margin_ms);
  collector parts(order->gather, setup_.sector, patience_ends, bounds_of(cfg.limits));
  auto expire_at = order->expire.local(process, moment);
  auto expired = moment > expire_at; // M3, at this hop
  running mine{std::move(parts), what, at_home(order, process, moment)};
  for (std::size_t i = 0; i < leads_.size() && order->depth != reach::sectors; ++i) {
    cluster_id cluster{setup_.sector.sector, static_cast<std::uint8_t>(i)};
    if (!concerns(*order, cluster))
      continue;
    if (expired) {
      auto& s = mine.parts.summary();
      for (auto agent : agents_of(*order, *what, cluster)) {
        ++s.targets;
        if (order->attempt > 0) { // M3: the coordinator before this one may have passed it on
          ++s.sent;
          ++s.straggler;
          s.add_exception(exception_kind::straggler, errc::unknown,
                          "may have been passed on before", agent, {});
          continue;
        }
        ++s.expired;
        s.add_exception(exception_kind::expired, errc::expired,
                        "expired before the sector could pass it on", agent, {});
      }
      continue;
    }
    // A breaker keeps new work away, not answers to what was asked before.
    if (order->depth == reach::agents && order->attempt == 0 && turned_away(mine, cluster))
      continue;
    mine.parts.expect(static_cast<std::uint8_t>(i), static_cast<bool>(leads_[i]));
    ask(mine, cluster);
  }
  auto entry = gathers_.emplace(order->gather, std::move(mine)).first;
  if (entry->second.parts.done())
    return finish(entry);
  wake_to_give_up(patience_ends);
}

void sector_state::wake_to_give_up(time_point when) {
  if (give_up_timers_.must_set(when))
    setup_.around->timers.at(when, self_, sector_tick{sector_wake::give_up});
}

void sector_state::collect(const gather_summary& part) {
  auto found = gathers_.find(part.gather);
  if (found == gathers_.end())
    return;
  found->second.parts.add(part.from.cluster().cluster, part);
  if (found->second.parts.done())
    finish(found);
}

/// The agents an order means in one cluster, as far as this sector knows.
std::vector<agent_id> sector_state::agents_of(const scatter_order& order, const message& what,
                                              cluster_id cluster) const {
  std::vector<agent_id> agents;
  if (!order.targets.empty()) {
    for (const auto& t : targets_in(order, cluster))
      agents.push_back(t.agent);
    return agents;
  }
  const auto& who = setup_.around->who;
  const auto needed = who.capabilities().resolve(what.required_capabilities);
  for (auto id : who.in(cluster)) {
    const auto identity = who.identity(id);
    if (order.where.contains(id) && who.of(id) == membership::member
        && (!order.cls || identity.cls == *order.cls)
        && (!needed || identity.capabilities.includes(*needed)))
      agents.push_back(id);
  }
  return agents;
}

void sector_state::give_up_due() {
  auto moment = now();
  give_up_timers_.woken(moment);
  auto next = time_point::max();
  for (auto i = gathers_.begin(); i != gathers_.end();) {
    auto mine = i++;
    auto& [parts, what, order, probes] = mine->second;
    if (parts.give_up_at() > moment) {
      next = std::min(next, parts.give_up_at());
      continue;
    }
    std::vector<std::uint8_t> silent;
    for (std::size_t c = 0; c < leads_.size(); ++c)
      if (parts.awaits(static_cast<std::uint8_t>(c)))
        silent.push_back(static_cast<std::uint8_t>(c));
    if (!silent.empty())
      spdlog::warn("{} of {} leads of {} gave no summary in time, {} the first", silent.size(),
                   leads_.size(), to_string(setup_.sector),
                   to_string(cluster_id{setup_.sector.sector, silent.front()}));
    for (auto child : silent) {
      if (order->depth == reach::agents)
        parts.give_up(child, errc::lead_unreachable,
                      agents_of(*order, *what, {setup_.sector.sector, child}));
      else
        parts.give_up_units(child, errc::lead_unreachable, {{setup_.sector.sector, child, 0}});
      if (leads_[child]) // M3: if it is only late, it is to take back what it has sent
        self_->send(leads_[child], cancel_gather{mine->first});
    }
    finish(mine);
  }
  if (next != time_point::max())
    wake_to_give_up(next);
}

void sector_state::cancel(const cancel_gather& c) {
  auto found = gathers_.find(c.gather);
  if (found == gathers_.end())
    return;
  for (std::size_t i = 0; i < leads_.size(); ++i)
    if (leads_[i] && found->second.parts.awaits(static_cast<std::uint8_t>(i)))
      self_->send(leads_[i], c);
}

void sector_state::finish(std::map<std::uint64_t, running>::iterator done) {
  auto run = std::move(done->second);
  gathers_.erase(done);
  auto& summary = run.parts.summary();
  summary.sectors = 1;
  if (!run.probes)
    return self_->send(setup_.parent, wire<gather_summary>(std::move(summary)));
  auto minimum = setup_.around->cfg.coordination.gather_minimum;
  auto nobody_there = summary.targets == 0; // all have left (T5)
  auto good = nobody_there || (summary.sent > 0 && summary.ready >= minimum * summary.targets);
  apply(breakers_->probed(*run.probes, good, now()));
}

/// Its ticket counts a post that goes no further as undeliverable.
void sector_state::pass_post(const wire<message>& what, const wire<post_order>& from) {
  auto order = with_ticket(from, setup_.around->counters);
  if (order->to.sector != setup_.sector.sector)
    self_->send(setup_.parent, what, order);
  else if (breakers_->admit(order->to.parent()))
    ++setup_.around->counters.turned_away;
  else if (order->to.cluster < leads_.size() && leads_[order->to.cluster])
    self_->send(leads_[order->to.cluster], what, order);
}

void sector_state::set_rules(const wire<routing_rules>& rules) {
  rules_ = rules;
  for (const auto& lead : leads_)
    if (lead)
      self_->send(lead, rules);
}

void sector_state::note(const cluster_summary& line) {
  if (line.cluster.sector == setup_.sector.sector && line.cluster.cluster < lines_.size())
    lines_[line.cluster.cluster] = line;
  if (line.cluster.cluster < heard_.size())
    heard_[line.cluster.cluster] = setup_.around->listening(now());
}

/// F2 for leads: one that sends no summaries any more is replaced, unless this process
/// was away itself.
void sector_state::watch_leads(time_point moment) {
  const auto& around = *setup_.around;
  const auto patience_ms = around.cfg.impedance.offline_after_ms;
  const auto listening = around.listening(moment);
  if (!around.judges(moment))
    return;
  for (std::size_t i = 0; setup_.supervisor && i < leads_.size(); ++i) {
    if (!leads_[i] || to_ms(listening - heard_[i]) <= patience_ms
        || !around.may_die(scope::level::cluster, moment))
      continue;
    cluster_id cluster{setup_.sector.sector, static_cast<std::uint8_t>(i)};
    heard_[i] = listening; // once for each silence
    spdlog::warn("the lead of {} gives no sign of life", to_string(cluster));
    self_->send(setup_.supervisor, unresponsive{cluster, "no summary from the lead"});
  }
}

/// Z5, Z7: the sector in one line, once per summary period.
void sector_state::report() {
  std::vector<cluster_summary> known;
  for (const auto& line : lines_)
    if (line)
      known.push_back(*line);
  watch_leads(now());
  if (auto s = summarise(setup_.sector, known))
    self_->send(setup_.parent, wire<sector_summary>(*s));
  setup_.around->timers.at(now() + from_ms(setup_.around->cfg.impedance.summary_period_ms),
                           self_, sector_tick{sector_wake::summary});
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
      [self](const wire<gather_summary>& part) { self->state.collect(*part); },
      [self](const wire<cluster_summary>& line) { self->state.note(*line); },
      [self](const wire<routing_rules>& rules) { self->state.set_rules(rules); },
      [self](const cancel_gather& c) { self->state.cancel(c); },
      [self](const lead_is& news) { self->state.learn(news); },
      [self](const freeze_order& order) { self->state.freeze(order); },
      [self](const freeze_report& part) { self->state.note(part); },
      [self](meet_orchestrator& m) { self->state.meet(std::move(m.orchestrator)); },
      [self](const wire<failure_event>& e) { self->state.failed(*e); },
      [self](const wire<circuit>& c) { self->state.order(*c); },
      [self](const wire<quarantine_order>& q) { self->state.quarantine(q); },
      [self](const wire<conflict_notice>& n) { self->state.take(n); },
      [self](const heal_order& order) { return self->state.heal(order); },
      [self](const fault& f) { fail_on_demand(self, f); },
      [self](const sector_tick& t) {
        switch (t.what) {
        case sector_wake::give_up:
          return self->state.give_up_due();
        case sector_wake::summary:
          return self->state.report();
        case sector_wake::breakers:
          return self->state.breakers_due();
        case sector_wake::freeze:
          return self->state.freeze_due();
        }
      },
  };
}

} // namespace mesh
