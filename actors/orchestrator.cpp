#include "actors/orchestrator.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "actors/coordination/bounds_of.hpp"
#include "actors/coordination/summarise.hpp"
#include "actors/parts/breaker_news.hpp"
#include "actors/parts/exits.hpp"
#include "actors/parts/post_tickets.hpp"

namespace mesh {

void orchestrator_state::begin(orchestrator_self::pointer self, const surroundings& around,
                               mesh_supervisor_actor supervisor) {
  self_ = self;
  around_ = &around;
  supervisor_ = std::move(supervisor);
  self_->set_exception_handler(exit_error_of);
  sectors_.emplace(self_, scope());
  silence_.emplace(around.cfg.impedance.offline_after_ms);
  failures_.emplace(
      around, [this] { return now(); },
      [this](const quarantine_order& order) {
        sectors_->send(order.who.sector, wire<quarantine_order>(order));
      });
  begin_breaker();
  begin_runs();
  freezes_.emplace(*sectors_, around.who, bounds_of(around.cfg.limits),
                   freeze_desk::silence{errc::sector_unreachable, "its sector did not answer"},
                   alarm_of(orchestrator_wake::freeze),
                   [this] { return breaker_->preserved(); });
  breaker_->restore(around.events.not_closed());
  if (around.conflicts != nullptr)
    around.conflicts->holder_replaced({});
}

void orchestrator_state::begin_breaker() {
  breaker_.emplace(around_->cfg.breakers, alarm_of(orchestrator_wake::breaker),
                   global_breaker::outlets{
                       [this](const circuit& news, const breaker_event& event) {
                         record_breaker(*around_, event, news.by_hand, self_->id(), now());
                         sectors_->send_all({}, wire<circuit>(news));
                       },
                       [this](const std::function<void(bool)>& done) {
                         scatter_request request; // B2: a real message to every sector
                         request.what.what = verb::record;
                         request.what.urgency = priority::critical;
                         request.what.payload = "probe";
                         request.window_ms = around_->cfg.breakers.probe_timeout_ms / 2;
                         scatters_->scatter(request, reach::sectors,
                                            [this, done](const scatter_result& r) {
                                              done(r.summary.sectors == sectors_->size());
                                            });
                       }});
}

void orchestrator_state::begin_runs() {
  constexpr int gathers_of_one_life = 32; // bits: a new one must not repeat ids
  const auto& cfg = around_->cfg;
  auto time = [this] {
    return now();
  };
  choice_.emplace(cfg, around_->who, around_->agents, random_source(cfg.simulation.seed));
  engine_.emplace(*around_, *sectors_, errc::sector_unreachable,
                  alarm_of(orchestrator_wake::give_up));
  scatters_.emplace(*around_, *engine_, *choice_, time,
                    around_->counters.orchestrators_started++ << gathers_of_one_life,
                    scatter_desk::outlets{[this] { return breaker_->admit(); },
                                          [this](gather_summary& answers) {
                                            return failures_->find_rogues(answers);
                                          },
                                          [this](const scatter_result& result, bool counts) {
                                            figures_.gathered(result, counts, now());
                                          }});
  const run_context context{cfg, around_->who, *choice_, *scatters_, time};
  cascades_.emplace(context,
                    [this](const cascade_result& result) { figures_.cascaded(result, now()); });
  delegations_.emplace(context, [this] { return breaker_->refusal(); });
  pipelines_.emplace(context);
}

time_point orchestrator_state::now() const {
  return self_->clock().now();
}

alarm orchestrator_state::alarm_of(orchestrator_wake what) {
  return {[this] { return now(); },
          [this, what](time_point when) {
            around_->timers.at(when, self_, orchestrator_tick{what});
          }};
}

void orchestrator_state::woken(orchestrator_wake by) {
  switch (by) {
  case orchestrator_wake::give_up:
    return engine_->due();
  case orchestrator_wake::sample:
    return sample();
  case orchestrator_wake::breaker:
    return breaker_->due();
  case orchestrator_wake::freeze:
    return freezes_->due();
  }
}

void orchestrator_state::adopt(std::vector<sector_coordinator_actor> sectors) {
  silence_->adopt(sectors.size(), around_->listening(now()));
  lines_.assign(sectors.size(), std::nullopt);
  sectors_->adopt(std::move(sectors));
  auto first = around_->counters.orchestrators_started == 1;
  if (!first) // leads may show what an earlier one said of the global breaker
    sectors_->send_all({}, wire<circuit>(breaker_->state()));
  sample();
}

/// The new one is told the rules, and is asked what the one before it has not answered.
void orchestrator_state::learn(const coordinator_is& news) {
  auto place = news.sector.sector;
  if (place >= sectors_->size())
    return;
  sectors_->replace(place, news.coordinator);
  if (!news.coordinator)
    return;
  silence_->heard(place, around_->listening(now()));
  sectors_->send(place, wire<routing_rules>(routing_rules(choice_->rules())));
  sectors_->send(place, wire<circuit>(breaker_->state()));
  engine_->child_is_back(place);
  freezes_->child_is_back(place);
}

void orchestrator_state::collect(const gather_summary& part) {
  scatters_->seen(part.lamport);
  engine_->collect(part);
}

void orchestrator_state::note(const sector_summary& line) {
  if (line.sector.sector >= lines_.size())
    return;
  lines_[line.sector.sector] = now();
  silence_->heard(line.sector.sector, around_->listening(now()));
}

/// KPI: the active rate, once per summary period.
void orchestrator_state::sample() {
  watch_sectors();
  if (supervisor_)
    self_->send(supervisor_, sign_of_life{});
  // Of all that there are: the last line of a sector that is gone says nothing of it.
  if (auto m = summarise(around_->agents, around_->who); m.agents > 0)
    figures_.observed_active_rate(m.active_rate());
  around_->timers.at(now() + from_ms(around_->cfg.impedance.summary_period_ms), self_,
                     orchestrator_tick{orchestrator_wake::sample});
}

/// F2 for coordinators: one that sends no summaries any more is replaced, unless this
/// process was away itself.
void orchestrator_state::watch_sectors() {
  const auto moment = now();
  if (!supervisor_ || !around_->judges(moment))
    return;
  for (auto place : silence_->overdue(*sectors_, around_->listening(moment), [&] {
         return around_->may_die(scope::level::sector, moment);
       })) {
    auto sector = sectors_->at(place);
    spdlog::warn("the coordinator of {} is unresponsive", to_string(sector));
    self_->send(supervisor_, unresponsive{sector, "no summary from the coordinator"});
  }
}

/// Its ticket counts a post that goes no further as undeliverable.
void orchestrator_state::pass_post(const wire<message>& what, const wire<post_order>& from) {
  auto order = with_ticket(from, around_->counters);
  sectors_->send(order->to.sector, what, order);
}

void orchestrator_state::set_rules(const wire<routing_rules>& rules) {
  choice_->use(rules.shared());
  sectors_->send_all({}, rules);
}

/// K2: a conflict for the orchestrator. One for a coordinator comes from the log,
/// when that has not heard of it: it was away, or is new.
void orchestrator_state::take(const wire<conflict_notice>& what) {
  if (level_of(what->priority, around_->cfg.conflicts) == conflict_level::sector) {
    sectors_->send(what->agent.sector, what);
    return;
  }
  ++around_->counters.conflicts_to_orchestrator;
  if (around_->conflicts != nullptr)
    around_->conflicts->taken(what->conflict, conflict_level::orchestrator);
}

error orchestrator_state::order(const circuit& what) {
  if (what.where.kind() == scope::level::agent)
    return {errc::invalid_argument, "an agent has no breaker",
            "name its cluster, a sector or all"};
  if (what.where.kind() == scope::level::all) {
    breaker_->order(what);
    return {};
  }
  auto sector = what.where.sector();
  if (!sectors_->send(sector.sector, wire<circuit>(what)))
    return {errc::sector_unreachable, to_string(sector) + " has no coordinator now",
            "see 'status'"};
  return {};
}

heal_report orchestrator_state::heal(const heal_order& order) {
  heal_report report;
  if (order.where.kind() == scope::level::all)
    breaker_->heal(report);
  return report;
}

/// T5: an agent on the way in or out would miss a freeze. One that an earlier process
/// has preserved is of those that were there.
error orchestrator_state::check(const freeze_order& order) const {
  const auto& who = around_->who;
  if (!who.contains(order.where))
    return {errc::unknown_target, to_string(order.where) + " is not in this mesh",
            "see 'status' for its size"};
  if (const auto* other = freezes_->under_way())
    return {errc::too_many_in_flight, to_string(other->where) + " is being frozen or thawed",
            "wait until it has finished"};
  if (order.what != freeze_act::freeze || order.preserved)
    return {};
  auto moving =
      who.count(order.where, membership::joining) + who.count(order.where, membership::leaving);
  if (moving > 0)
    return {errc::invalid_argument,
            std::to_string(moving) + " agents in " + to_string(order.where)
                + " are joining or leaving",
            "wait until 'status' shows none"};
  return {};
}

void orchestrator_state::freeze(const freeze_order& order,
                                std::function<void(freeze_report)> done) {
  freeze_report refused;
  refused.failure = check(order);
  if (refused.failure.code != errc::none)
    return done(std::move(refused));
  if (order.what == freeze_act::freeze && order.preserved)
    breaker_->reopen(*order.preserved);
  const auto& cfg = around_->cfg;
  freezes_->begin(
      order,
      now() + from_ms(cfg.supervision.freeze_timeout_ms + 2 * cfg.coordination.level_margin_ms),
      std::move(done));
}

orchestrator_report orchestrator_state::report() {
  auto moment = now();
  orchestrator_report r;
  figures_.add_to(r, moment);
  for (const auto& sector : sectors_->handles())
    r.sectors += sector ? 1 : 0;
  for (const auto& line : lines_)
    if (line) {
      ++r.sectors_heard;
      r.oldest_summary_s = std::max(r.oldest_summary_s, to_ms(moment - *line) / 1'000);
    }
  r.posts_undeliverable = around_->counters.posts_undeliverable;
  r.circuits = breaker_->circuits();
  r.escalated.assign(failures_->newest().begin(), failures_->newest().end());
  return r;
}

namespace {

/// Answers a request once `start` has called what it was given.
template <class Result, class Self, class Start>
auto answer_later(Self* self, Start start) {
  auto promise = self->template make_response_promise<Result>();
  start([promise](Result done) mutable { promise.deliver(std::move(done)); });
  return promise;
}

} // namespace

orchestrator_self::behavior_type
orchestrator(orchestrator_self::stateful_pointer<orchestrator_state> self,
             const surroundings* around, const mesh_supervisor_actor& supervisor) {
  self->state.begin(self, *around, supervisor);
  return {
      [self](std::vector<sector_coordinator_actor>& sectors) {
        self->state.adopt(std::move(sectors));
      },
      [self](const scatter_request& r) {
        return answer_later<scatter_result>(self, [&](auto done) {
          self->state.scatters().scatter(r, reach::agents, std::move(done));
        });
      },
      [self](const cascade_request& r) {
        return answer_later<cascade_result>(
            self, [&](auto done) { self->state.cascades().start(r, std::move(done)); });
      },
      [self](const delegate_request& r) {
        return answer_later<delegate_result>(
            self, [&](auto done) { self->state.delegations().start(r, std::move(done)); });
      },
      [self](const pipeline_request& r) {
        return answer_later<pipeline_result>(
            self, [&](auto done) { self->state.pipelines().start(r, std::move(done)); });
      },
      [self](const freeze_order& order) {
        return answer_later<freeze_report>(
            self, [&](auto done) { self->state.freeze(order, std::move(done)); });
      },
      [self](const freeze_report& part) { self->state.freezes().note(part); },
      [self](const cancel_request& c) { self->state.scatters().cancel(c.client); },
      [self](const wire<gather_summary>& part) { self->state.collect(*part); },
      [self](const wire<sector_summary>& line) { self->state.note(*line); },
      [self](const wire<message>& what, const wire<post_order>& order) {
        self->state.pass_post(what, order);
      },
      [self](const wire<routing_rules>& rules) { self->state.set_rules(rules); },
      [self](const report_request&) { return self->state.report(); },
      [self](const coordinator_is& news) { self->state.learn(news); },
      [self](const wire<failure_event>& e) { self->state.failures().escalated(*e); },
      [self](const wire<circuit>& c) { self->state.breaker().learn(*c); },
      [self](const wire<conflict_notice>& n) { self->state.take(n); },
      [self](const circuit_request& r) { return circuit_answer{self->state.order(r.what)}; },
      [self](const heal_order& order) { return self->state.heal(order); },
      [self](const fault& f) { fail_on_demand(self, f); },
      [self](const orchestrator_tick& t) { self->state.woken(t.what); },
  };
}

} // namespace mesh
