#include "actors/orchestrator.hpp"

#include <algorithm>
#include <limits>

#include <spdlog/spdlog.h>

#include "actors/coordination/agents_meant.hpp"
#include "actors/coordination/bounds_of.hpp"
#include "actors/coordination/horizon.hpp"
#include "actors/coordination/quorum.hpp"
#include "actors/coordination/turned_away.hpp"
#include "actors/part_for.hpp"
#include "actors/parts/request_checks.hpp"
#include "actors/post_tickets.hpp"
#include "actors/supervised_children.hpp"

namespace mesh {

void orchestrator_state::begin(orchestrator_self::pointer self, const surroundings& around,
                               mesh_supervisor_actor supervisor) {
  constexpr int gathers_of_one_life = 32; // bits: a new one must not repeat ids
  self_ = self;
  around_ = &around;
  supervisor_ = std::move(supervisor);
  last_gather_ = around.counters.orchestrators_started++ << gathers_of_one_life;
  ids_ = message_id_source(0, around.wall_ms(now())); // and no message ids
  self_->set_exception_handler(exit_error_of);
  // It counts open sectors, never failures of its own (B1).
  global_.emplace(std::numeric_limits<int>::max(), cfg().breakers);
  choice_.emplace(cfg(), around.who, around.agents, random_source(cfg().simulation.seed));
  const run_context context{cfg(), around.who, *choice_, *this, [this] {
                              return now();
                            }};
  cascades_.emplace(context, [this](double total_ms) {
    kpi_.cascaded(total_ms);
    last_cascade_ = now();
  });
  delegations_.emplace(context, [this] {
    return global_->state() == circuit_state::open ? refusal() : error{};
  });
  pipelines_.emplace(context);
  restore_breaker();
  if (around.conflicts != nullptr)
    around.conflicts->knows_none({});
}

time_point orchestrator_state::now() const {
  return self_->clock().now();
}

void orchestrator_state::adopt(std::vector<sector_coordinator_actor> sectors) {
  sectors_ = std::move(sectors);
  lines_.assign(sectors_.size(), std::nullopt);
  heard_.assign(sectors_.size(), around_->listening(now()));
  auto first = around_->counters.orchestrators_started == 1;
  for (const auto& sector : sectors_) // leads may show what an earlier one said of it
    if (sector && !first)
      self_->send(sector, wire<circuit>(circuit_of({}, *global_)));
  sample();
}

void orchestrator_state::scatter(const scatter_request& request, reach depth, scattered done) {
  const auto& c = cfg().coordination;
  auto moment = now();
  scatter_result result;
  result.scheduled = request.scheduled;
  result.window_ms = request.window_ms.value_or(c.gather_window_ms);
  result.minimum = request.minimum.value_or(c.gather_minimum);
  result.failure = check(request, result.window_ms, result.minimum);
  if (result.failure.code == errc::none && depth == reach::agents && !request.of_a_cascade)
    result.failure = choice_->check_frozen(request.where, request.cls, request.targets);
  if (result.failure.code == errc::none && depth == reach::agents && !global_->admit())
    result.failure = refusal();
  if (result.failure.code != errc::none)
    return done(std::move(result));
  auto targets = choice_->choose(request);
  if (!targets) {
    result.failure = targets.error();
    return done(std::move(result));
  }

  scatter_order order;
  order.gather = ++last_gather_;
  order.depth = depth;
  order.scheduled = request.scheduled;
  order.every_answer = request.redundant;
  order.goes_on = request.what.goes_on;
  order.attempt = request.attempt;
  order.where = request.where;
  order.cls = request.cls;
  order.targets = std::move(*targets);
  if (depth == reach::agents)
    result.horizon_ms = request.horizon_ms.value_or(
        choose_horizon_ms(around_->agents, order, request.what.payload_weight, cfg()));
  auto arrive = moment + from_ms(result.horizon_ms);
  auto ttl_ms = result.horizon_ms + result.window_ms; // M3: as long as somebody waits
  order.window = from_ms(result.window_ms);
  order.arrive = deadline(around_->process, arrive, moment);
  order.expire = deadline(around_->process, moment + from_ms(ttl_ms), moment);

  // Whoever waits, waits longer than those it waits for; but not for ever (G1).
  auto patience =
      from_ms(std::min(c.gather_timeout_ms, depth == reach::agents  ? 2 * c.level_margin_ms
                                            : depth == reach::leads ? c.level_margin_ms
                                                                    : 0));
  collector parts(order.gather, {}, arrive + order.window + patience, bounds_of(cfg().limits));
  wire<message> what(
      compose(request.what, ttl_ms, request.command != 0 ? request.command : order.gather));
  auto gather = order.gather;
  auto entry =
      gathers_
          .emplace(gather, running{std::move(parts), std::move(what),
                                   wire<scatter_order>(std::move(order)), std::move(result),
                                   moment, request.client, std::move(done), request.redundant,
                                   request.of_a_cascade})
          .first;
  send_down(entry->second);
  if (entry->second.parts.done())
    return finish(entry);
  wake_to_give_up(entry->second.parts.give_up_at());
}

void orchestrator_state::wake_to_give_up(time_point when) {
  if (give_up_timers_.must_set(when))
    around_->timers.at(when, self_, orchestrator_tick{orchestrator_wake::give_up});
}

void orchestrator_state::send_down(running& r) {
  for (std::size_t i = 0; i < sectors_.size(); ++i) {
    sector_id sector{static_cast<std::uint8_t>(i)};
    if (!concerns(*r.order, sector))
      continue;
    r.parts.expect(sector.sector, static_cast<bool>(sectors_[i]));
    ask(r, sector);
  }
}

void orchestrator_state::ask(running& r, sector_id sector) {
  const auto& coordinator = sectors_[sector.sector];
  if (!coordinator)
    return; // as soon as there is one again
  auto before = r.parts.asks(sector.sector);
  self_->send(coordinator, r.what, part_again(r.order, sector, before));
}

/// A coordinator was replaced: the new one is told the rules, and is asked what
/// the one before it has not answered yet.
void orchestrator_state::learn(const coordinator_is& news) {
  auto place = news.sector.sector;
  if (place >= sectors_.size())
    return;
  sectors_[place] = news.coordinator;
  if (!news.coordinator)
    return;
  heard_[place] = around_->listening(now());
  self_->send(news.coordinator, wire<routing_rules>(routing_rules(choice_->rules())));
  self_->send(news.coordinator, wire<circuit>(circuit_of({}, *global_)));
  ask_again(news.sector);
  if (freezing_ && freezing_->awaits(place))
    self_->send(news.coordinator, freezing_->order());
}

/// What is scheduled for a T that has passed can be sent to nobody any more, and the one
/// before may have sent it: that nobody answered for the sector is why its agents are
/// missing, and not that they need too long.
void orchestrator_state::ask_again(sector_id sector) {
  const auto moment = now();
  for (auto i = gathers_.begin(); i != gathers_.end();) {
    auto mine = i++;
    auto& r = mine->second;
    if (!r.parts.awaits(sector.sector))
      continue;
    if (too_late(*r.order, around_->process, moment)) {
      give_up(r, sector);
      if (r.parts.done())
        finish(mine);
      continue;
    }
    r.parts.asked(sector.sector);
    ask(r, sector);
  }
}

void orchestrator_state::give_up(running& r, sector_id sector) {
  r.result.unreached.push_back(sector);
  constexpr auto why = errc::sector_unreachable;
  if (sectors_[sector.sector]) // M3: if it is only late, it is to take back what it has sent
    self_->send(sectors_[sector.sector], cancel_gather{r.order->gather});
  if (r.order->depth == reach::agents)
    return r.parts.give_up(sector.sector, why,
                           agents_meant(*r.order, *r.what, sector, around_->who));
  r.parts.give_up_units(sector.sector, why,
                        one_of_each_unit(r.order->depth, sector, around_->who));
}

/// F2 for coordinators: one that sends no summaries any more is replaced, unless this
/// process was away itself.
void orchestrator_state::watch_sectors(time_point moment) {
  const auto listening = around_->listening(moment);
  if (!around_->judges(moment))
    return;
  for (std::size_t i = 0; supervisor_ && i < sectors_.size(); ++i) {
    if (!sectors_[i] || to_ms(listening - heard_[i]) <= cfg().impedance.offline_after_ms
        || !around_->may_die(scope::level::sector, moment))
      continue;
    heard_[i] = listening; // once for each silence
    sector_id sector{static_cast<std::uint8_t>(i)};
    spdlog::warn("the coordinator of {} gives no sign of life", to_string(sector));
    self_->send(supervisor_, unresponsive{sector, "no summary from the coordinator"});
  }
}

void orchestrator_state::collect(const gather_summary& part) {
  clock_.seen(part.lamport);
  auto found = gathers_.find(part.gather);
  if (found == gathers_.end())
    return;
  found->second.parts.add(part.from.sector().sector, part);
  if (found->second.parts.done())
    finish(found);
}

void orchestrator_state::give_up_due() {
  auto moment = now();
  give_up_timers_.woken(moment);
  auto next = time_point::max();
  std::vector<std::uint64_t> overdue;
  for (const auto& [id, r] : gathers_) {
    if (r.parts.give_up_at() <= moment)
      overdue.push_back(id);
    else
      next = std::min(next, r.parts.give_up_at());
  }
  if (next != time_point::max())
    wake_to_give_up(next);
  for (auto id : overdue) {
    auto found = gathers_.find(id);
    for (std::size_t i = 0; i < sectors_.size(); ++i)
      if (sector_id sector{static_cast<std::uint8_t>(i)};
          found->second.parts.awaits(sector.sector))
        give_up(found->second, sector);
    finish(found);
  }
}

void orchestrator_state::finish(std::map<std::uint64_t, running>::iterator done) {
  auto run = std::move(done->second);
  gathers_.erase(done);
  auto& result = run.result;
  result.summary = std::move(run.parts.summary());
  result.took_ms = ms_since(run.began);
  const auto& s = result.summary;
  result.decision =
      decide_quorum(s.ready, s.conflict, s.straggler, cfg().coordination, result.minimum);
  // What is to end a conflict is nobody's command: it tells nothing of how
  // commands fare.
  auto commanded = run.what->resolves.value == 0;
  if (run.order->depth == reach::agents) {
    auto nobody = s.targets == 0;
    auto barred = all_turned_away(s);
    if (run.redundant)
      result.rogues = find_rogues(result.summary);
    if (barred.code != errc::none)
      result.failure = run.of_a_cascade ? error{} : barred;
    else if (nobody)
      result.failure = {errc::no_capable_agent, "nobody could be sent this",
                        "see 'agents' and 'route list'"};
    else if (!result.cancelled && commanded)
      kpi_.gathered(s, result.success(), result.window_ms, result.scheduled);
    if (s.conflict > 0 && commanded)
      conflicts_.emplace_back(now(), s.conflict);
  }
  run.done(std::move(result));
}

void orchestrator_state::cancel(std::uint64_t client) {
  if (client == 0)
    return; // the number of those who gave none
  // Who is well confirms at once; somebody who hangs must not keep us.
  constexpr auto patience = milliseconds(500);
  auto by = now() + patience;
  for (auto& [id, r] : gathers_) {
    if (r.client != client)
      continue;
    r.result.cancelled = true;
    for (std::size_t i = 0; i < sectors_.size(); ++i)
      if (sectors_[i] && r.parts.awaits(static_cast<std::uint8_t>(i)))
        self_->send(sectors_[i], cancel_gather{id});
    r.parts.hurry(by);
    wake_to_give_up(by);
  }
}

void orchestrator_state::note(const sector_summary& line) {
  if (line.sector.sector >= lines_.size())
    return;
  lines_[line.sector.sector] = {line, now()};
  heard_[line.sector.sector] = around_->listening(now());
}

/// KPI: the active rate, once per summary period.
void orchestrator_state::sample() {
  watch_sectors(now());
  if (supervisor_)
    self_->send(supervisor_, sign_of_life{});
  // Of all that there are: the last line of a sector that is gone says nothing of it.
  if (auto m = summarise(around_->agents, around_->who); m.agents > 0)
    kpi_.observed_active_rate(m.active_rate());
  around_->timers.at(now() + from_ms(cfg().impedance.summary_period_ms), self_,
                     orchestrator_tick{orchestrator_wake::sample});
}

orchestrator_report orchestrator_state::report() {
  constexpr auto hour = std::chrono::hours(1);
  auto moment = now();
  while (!conflicts_.empty() && conflicts_.front().first + hour < moment)
    conflicts_.pop_front();
  orchestrator_report r;
  r.kpi = kpi_.rows();
  for (const auto& [when, count] : conflicts_)
    r.conflicts_last_hour += count;
  if (last_cascade_)
    r.since_last_cascade_s = to_ms(moment - *last_cascade_) / 1'000;
  for (const auto& sector : sectors_)
    r.sectors += sector ? 1 : 0;
  for (const auto& line : lines_)
    if (line) {
      ++r.sectors_heard;
      r.oldest_summary_s = std::max(r.oldest_summary_s, to_ms(moment - line->second) / 1'000);
    }
  r.posts_undeliverable = around_->counters.posts_undeliverable;
  r.circuits = circuits_;
  r.escalated.assign(escalated_.begin(), escalated_.end());
  return r;
}

message orchestrator_state::compose(const draft& what, double ttl_ms, std::uint64_t command) {
  message m;
  m.id = ids_.next(around_->wall_ms(now()));
  m.correlation = {command};
  m.causation = what.causation;
  m.lamport = clock_.tick();
  m.resolves = what.resolves;
  m.source = what.source;
  m.how = what.how;
  m.what = what.what;
  m.created_at_ms = around_->wall_ms(now());
  m.ttl_ms = static_cast<std::uint32_t>(ttl_ms);
  m.urgency = what.urgency;
  m.payload_weight = what.payload_weight;
  m.required_capabilities = what.capabilities;
  m.payload = what.payload;
  m.parts = what.parts;
  m.payload_hash = hash_of_payload(m);
  return m;
}

error orchestrator_state::check(const scatter_request& request, double window_ms,
                                double minimum) const {
  if (auto wrong = check_request(request, window_ms, minimum, cfg(), around_->who);
      wrong.code != errc::none)
    return wrong;
  if (gathers_.size() >= static_cast<std::size_t>(cfg().limits.gathers_in_flight))
    return {errc::too_many_in_flight, std::to_string(gathers_.size()) + " gathers run already",
            "wait for some to end"};
  return {};
}

/// Its ticket counts a post that goes no further as undeliverable.
void orchestrator_state::pass_post(const wire<message>& what, const wire<post_order>& from) {
  auto order = with_ticket(from, around_->counters);
  if (order->to.sector < sectors_.size() && sectors_[order->to.sector])
    self_->send(sectors_[order->to.sector], what, order);
}

void orchestrator_state::set_rules(const wire<routing_rules>& rules) {
  choice_->use(rules.shared());
  for (const auto& sector : sectors_)
    if (sector)
      self_->send(sector, rules);
}

orchestrator_self::behavior_type
orchestrator(orchestrator_self::stateful_pointer<orchestrator_state> self,
             const surroundings* around, const mesh_supervisor_actor& supervisor) {
  self->state.begin(self, *around, supervisor);
  return {
      [self](std::vector<sector_coordinator_actor>& sectors) {
        self->state.adopt(std::move(sectors));
      },
      [self](const scatter_request& r) {
        auto promise = self->make_response_promise<scatter_result>();
        self->state.scatter(r, reach::agents,
                            [promise](scatter_result done) mutable { promise.deliver(done); });
        return promise;
      },
      [self](const cascade_request& r) {
        auto promise = self->make_response_promise<cascade_result>();
        self->state.cascades().start(
            r, [promise](cascade_result done) mutable { promise.deliver(done); });
        return promise;
      },
      [self](const delegate_request& r) {
        auto promise = self->make_response_promise<delegate_result>();
        self->state.delegations().start(
            r, [promise](delegate_result done) mutable { promise.deliver(done); });
        return promise;
      },
      [self](const pipeline_request& r) {
        auto promise = self->make_response_promise<pipeline_result>();
        self->state.pipelines().start(
            r, [promise](pipeline_result done) mutable { promise.deliver(done); });
        return promise;
      },
      [self](const freeze_order& order) {
        auto promise = self->make_response_promise<freeze_report>();
        self->state.freeze(order,
                           [promise](freeze_report done) mutable { promise.deliver(done); });
        return promise;
      },
      [self](const freeze_report& part) { self->state.note(part); },
      [self](const cancel_request& c) { self->state.cancel(c.client); },
      [self](const wire<gather_summary>& part) { self->state.collect(*part); },
      [self](const wire<sector_summary>& line) { self->state.note(*line); },
      [self](const wire<message>& what, const wire<post_order>& order) {
        self->state.pass_post(what, order);
      },
      [self](const wire<routing_rules>& rules) { self->state.set_rules(rules); },
      [self](const report_request&) { return self->state.report(); },
      [self](const coordinator_is& news) { self->state.learn(news); },
      [self](const wire<failure_event>& e) { self->state.failed(*e); },
      [self](const wire<circuit>& c) { self->state.learn(*c); },
      [self](const wire<conflict_notice>& n) { self->state.take(n); },
      [self](const circuit_request& r) { return circuit_answer{self->state.order(r.what)}; },
      [self](const heal_order& order) { return self->state.heal(order); },
      [self](const fault& f) { fail_on_demand(self, f); },
      [self](const orchestrator_tick& t) {
        switch (t.what) {
        case orchestrator_wake::give_up:
          return self->state.give_up_due();
        case orchestrator_wake::sample:
          return self->state.sample();
        case orchestrator_wake::breaker:
          return self->state.global_due();
        case orchestrator_wake::freeze:
          return self->state.freeze_due();
        }
      },
  };
}

} // namespace mesh
