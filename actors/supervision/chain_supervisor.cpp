#include "actors/supervision/chain_supervisor.hpp"

#include "actors/chain_scheduler.hpp"

namespace mesh {

void chain_supervisor_state::begin(chain_supervisor_self::pointer self,
                                   chain_supervisor_setup setup) {
  self_ = self;
  setup_ = std::move(setup);
  const auto& cfg = setup_.around->cfg;
  const auto sectors = static_cast<std::size_t>(cfg.topology.sectors);
  lives_.resize(sectors);
  unanswered_.resize(sectors);
  children_.begin(self, *setup_.around, scope(), setup_.strategy, cfg.supervision.mesh,
                  {[this](std::size_t place) {
                     chain_scheduler_actor one = self_->home_system().spawn(
                         chain_scheduler,
                         chain_scheduler_setup{setup_.around,
                                               setup_.ways,
                                               {static_cast<std::uint8_t>(place)},
                                               lives_[place]++});
                     return caf::actor_cast<caf::actor>(one);
                   },
                   [this](std::size_t place) {
                     unanswered_[place].reset();
                   }});
  for (std::size_t i = 0; i < sectors; ++i)
    children_.add(
        {"the chain scheduler of " + to_string(sector_id{static_cast<std::uint8_t>(i)}),
         restart_kind::permanent, cfg.supervision.stop_timeout_ms, false});
  children_.start_all();
  watch();
}

void chain_supervisor_state::watch() {
  const auto& around = *setup_.around;
  const auto moment = self_->clock().now();
  const auto listened = around.listening(moment);
  const auto& cfg = around.cfg.impedance;
  for (std::size_t place = 0; place < unanswered_.size(); ++place) {
    auto to = scheduler(sector_id{static_cast<std::uint8_t>(place)});
    auto& since = unanswered_[place];
    if (since && around.judges(moment) && listened - *since > from_ms(cfg.offline_after_ms))
      children_.unresponsive(place, "it has given no sign of life");
    if (!to || since)
      continue;
    since = listened;
    self_->request(to, caf::infinite, chain_pulse{})
        .then([this, place](const chain_alive&) { unanswered_[place].reset(); },
              [](const caf::error&) {
                // It is down, and its successor is asked.
              });
  }
  around.timers.at(moment + from_ms(cfg.heartbeat_period_ms), self_, watch_schedulers{});
}

chain_scheduler_actor chain_supervisor_state::scheduler(sector_id sector) const {
  return sector.sector < children_.size()
             ? caf::actor_cast<chain_scheduler_actor>(children_.handle(sector.sector))
             : chain_scheduler_actor{};
}

/// A scheduler that is down finds the chain in the book when it is up again. Whoever asked
/// hears of it when it cannot be lost any more.
caf::result<chain_answer> chain_supervisor_state::run(const run_chain_request& what) {
  auto& book = *setup_.ways->book;
  const auto& regimens = book.regimens();
  if (regimens.find(what.plan->regimen) == nullptr)
    return chain_answer{
        {errc::config_invalid,
         "there is no regimen \"" + what.plan->regimen + "\"; there are " + regimens.names(),
         "change \"regimen\" in the chain's file"},
        {}};
  auto kept = book.add(
      what.plan, self_->clock().now(), what.called,
      [to = caf::actor_cast<caf::actor>(self_), number = book.size()](const error& failure) {
        caf::anon_send(to, chain_begin_kept{number, failure});
      });
  if (!kept)
    return chain_answer{kept.error(), {}};
  const auto& chain = kept->chain;
  if (kept->again)
    return chain_answer{{}, chain.id, true};
  if (auto to = scheduler(book.home_of(chain.number)))
    self_->send(to, chain_is_kept{chain.number});
  auto promise = self_->make_response_promise<chain_answer>();
  not_kept_yet_.emplace(chain.number, open_answer{promise, chain.id});
  return promise;
}

void chain_supervisor_state::heed(const chain_begin_kept& what) {
  auto found = not_kept_yet_.find(what.chain);
  if (found == not_kept_yet_.end())
    return;
  auto failure = what.failure;
  if (failure.code != errc::none)
    failure.detail =
        found->second.id + " has begun, and a crash would lose it: " + failure.detail;
  found->second.to.deliver(chain_answer{std::move(failure), found->second.id});
  not_kept_yet_.erase(found);
}

caf::result<chain_answer> chain_supervisor_state::pass_on(const chain_order& what) {
  const auto& book = *setup_.ways->book;
  auto number = book.number_of(what.id);
  if (!number)
    return chain_answer{number.error(), what.id};
  auto sector = book.home_of(*number);
  if (auto to = scheduler(sector))
    return self_->delegate(to, what);
  return chain_answer{{errc::agent_down,
                       "the chain scheduler of " + to_string(sector) + " is being replaced",
                       "ask again"},
                      what.id};
}

heal_report chain_supervisor_state::heal(const scope& where) {
  heal_report report;
  for (std::size_t place = 0; place < children_.size(); ++place)
    if (where.touches(sector_id{static_cast<std::uint8_t>(place)}))
      children_.heal(place, report);
  return report;
}

void chain_supervisor_state::inject(sector_id sector, const fault& what) {
  if (auto to = scheduler(sector))
    self_->send(to, what);
}

chain_supervisor_self::behavior_type
chain_supervisor(chain_supervisor_self::stateful_pointer<chain_supervisor_state> self,
                 chain_supervisor_setup setup) {
  self->state.begin(self, std::move(setup));
  return {
      [self](const run_chain_request& what) { return self->state.run(what); },
      [self](const chain_order& what) { return self->state.pass_on(what); },
      [self](const heal_order& what) { return self->state.heal(what.where); },
      [self](sector_id sector, const fault& what) { self->state.inject(sector, what); },
      [self](const supervisor_tick&) { self->state.due(); },
      [self](const watch_schedulers&) { self->state.watch(); },
      [self](const chain_begin_kept& what) { self->state.heed(what); },
  };
}

} // namespace mesh
