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
                   [](std::size_t) {
                   }});
  for (std::size_t i = 0; i < sectors; ++i)
    children_.add(
        {"the chain scheduler of " + to_string(sector_id{static_cast<std::uint8_t>(i)}),
         restart_kind::permanent, cfg.supervision.stop_timeout_ms, false});
  children_.start_all();
}

chain_scheduler_actor chain_supervisor_state::scheduler(sector_id sector) const {
  return sector.sector < children_.size()
             ? caf::actor_cast<chain_scheduler_actor>(children_.handle(sector.sector))
             : chain_scheduler_actor{};
}

/// A scheduler that is down finds the chain in the book when it is up again.
chain_answer chain_supervisor_state::run(const run_chain_request& what) {
  auto kept = setup_.ways->book->add(what.plan, self_->clock().now());
  if (!kept)
    return {kept.error(), {}};
  if (auto to = scheduler(setup_.ways->book->home_of(kept->number)))
    self_->send(to, chain_is_kept{kept->number});
  return {{}, kept->id};
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
      [self](sector_id sector, const fault& what) { self->state.inject(sector, what); },
      [self](const supervisor_tick&) { self->state.due(); },
  };
}

} // namespace mesh
