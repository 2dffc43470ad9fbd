#include "actors/mesh_supervisor.hpp"

#include <map>

#include <spdlog/spdlog.h>

#include "actors/orchestrator.hpp"
#include "actors/report_round.hpp"
#include "actors/sector_supervisor.hpp"

namespace mesh {

void mesh_supervisor_state::begin(mesh_supervisor_self::pointer self,
                                  mesh_supervisor_setup setup) {
  self_ = self;
  setup_ = std::move(setup);
  const auto& around = *setup_.plan->around;
  const auto& cfg = around.cfg;
  children_.begin(self, around, scope(), setup_.plan->strategy, cfg.supervision.mesh,
                  {[this](std::size_t place) { return start(place); },
                   [this](std::size_t place) { up(place); },
                   [this](std::size_t place, const actor_end&) { down(place); },
                   [this](std::size_t place, const error& why) {
                     gone(place, why);
                   }});
  auto sectors = static_cast<std::size_t>(cfg.topology.sectors);
  coordinators_.resize(sectors);
  settled_.resize(sectors);
  awaited_ = sectors;
  children_.add(
      {"the orchestrator", restart_kind::permanent, cfg.supervision.stop_timeout_ms, true});
  for (std::size_t s = 0; s < sectors; ++s)
    children_.add({to_string(sector_id{static_cast<std::uint8_t>(s)}), restart_kind::permanent,
                   cfg.supervision.stop_timeout_ms, false});
  children_.start_all();
  if (setup_.plan->start_sector) // elsewhere: each comes up when some host has it
    for (std::size_t s = 0; s < sectors; ++s)
      settle(1 + s);
  watch();
}

/// F2 for the orchestrator: one that gives no sign of life is replaced.
void mesh_supervisor_state::watch() {
  const auto& around = *setup_.plan->around;
  const auto& timing = around.cfg.impedance;
  auto moment = self_->clock().now();
  auto listening = around.listening(moment);
  if (orchestrator() && to_ms(listening - heard_) > timing.offline_after_ms
      && around.judges(moment) && around.may_die(scope::level::all, moment)) {
    spdlog::warn("the orchestrator gives no sign of life");
    children_.unresponsive(orchestrator_place, "no sign of life");
    heard_ = listening; // once for each silence
  }
  around.timers.at(moment + from_ms(timing.summary_period_ms), self_, watch_tick{});
}

void mesh_supervisor_state::heard() {
  heard_ = setup_.plan->around->listening(self_->clock().now());
}

orchestrator_actor mesh_supervisor_state::orchestrator() const {
  return caf::actor_cast<orchestrator_actor>(children_.handle(orchestrator_place));
}

std::vector<caf::actor> mesh_supervisor_state::sectors() const {
  return {children_.handles().begin() + 1, children_.handles().end()};
}

caf::actor mesh_supervisor_state::start(std::size_t place) {
  auto& system = self_->home_system();
  if (place == orchestrator_place) {
    orchestrator_actor one =
        system.spawn(mesh::orchestrator, setup_.plan->around, mesh_supervisor_actor(self_));
    return caf::actor_cast<caf::actor>(one);
  }
  sector_id sector{static_cast<std::uint8_t>(place - 1)};
  if (const auto& elsewhere = setup_.plan->start_sector)
    return caf::actor_cast<caf::actor>(elsewhere(sector, self_, orchestrator()));
  sector_supervisor_actor one = system.spawn(
      sector_supervisor, sector_supervisor_setup{setup_.plan, sector, self_, orchestrator()});
  return caf::actor_cast<caf::actor>(one);
}

void mesh_supervisor_state::up(std::size_t place) {
  if (place != orchestrator_place)
    return; // a sector says itself when its coordinator is there
  heard();
  setup_.orchestrator_is(orchestrator(), {});
  if (awaited_ > 0)
    return;
  ++setup_.plan->around->counters.orchestrators_replaced;
  for (const auto& sector : sectors())
    if (sector)
      self_->send(caf::actor_cast<sector_supervisor_actor>(sector),
                  meet_orchestrator{orchestrator()});
  self_->send(orchestrator(), coordinators_);
}

void mesh_supervisor_state::down(std::size_t place) {
  if (place == orchestrator_place)
    setup_.orchestrator_is({}, {});
  else
    learn({{static_cast<std::uint8_t>(place - 1)}, {}});
}

/// Nobody is above: whoever asks is told, until somebody heals it.
void mesh_supervisor_state::gone(std::size_t place, const error& why) {
  if (place == orchestrator_place)
    return setup_.orchestrator_is({}, why);
  auto& agents = setup_.plan->around->agents;
  const auto sector = static_cast<std::uint8_t>(place - 1);
  for (int c = 0; c < setup_.plan->around->who.clusters({sector}); ++c)
    agents.take_offline({sector, static_cast<std::uint8_t>(c)}, self_->clock().now());
  settle(place);
}

void mesh_supervisor_state::learn(const coordinator_is& news) {
  auto& known = coordinators_.at(news.sector.sector);
  known = news.coordinator;
  if (awaited_ == 0) {
    if (auto to = orchestrator())
      self_->send(to, news);
  } else if (news.coordinator) {
    settle(std::size_t{1} + news.sector.sector);
  }
}

/// A sector is up for the first time, or will never be.
void mesh_supervisor_state::settle(std::size_t place) {
  if (place == orchestrator_place || settled_.at(place - 1))
    return;
  settled_[place - 1] = true;
  if (--awaited_ == 0)
    if (auto to = orchestrator())
      self_->send(to, coordinators_);
}

/// The roster has decided; who is down below learns it from there when it is
/// up again.
template <class Order>
growth_report mesh_supervisor_state::pass_on(tl::expected<std::vector<agent_id>, error> whom) {
  if (!whom)
    return {whom.error(), {}};
  std::map<std::uint8_t, Order> parts;
  for (auto agent : *whom)
    parts[agent.sector].whom.push_back(agent);
  for (auto& [sector, part] : parts)
    if (const auto& to = children_.handle(std::size_t{1} + sector))
      self_->send(caf::actor_cast<sector_supervisor_actor>(to), std::move(part));
  return {{}, std::move(*whom)};
}

growth_report mesh_supervisor_state::grow(const grow_order& order) {
  return pass_on<join_order>(setup_.plan->around->who.grow(order));
}

growth_report mesh_supervisor_state::drain(const drain_order& order) {
  return pass_on<leave_order>(setup_.plan->around->who.leave(order.where));
}

void mesh_supervisor_state::unresponsive(const mesh::unresponsive& who) {
  if (who.who.kind() == scope::level::all)
    return children_.unresponsive(orchestrator_place, who.seen);
  auto place = std::size_t{1} + who.who.sector().sector;
  if (place < children_.size() && children_.handle(place))
    self_->send(caf::actor_cast<sector_supervisor_actor>(children_.handle(place)), who);
}

caf::result<fault_report> mesh_supervisor_state::inject(const fault_order& order) {
  fault_report mine;
  fault_order below{order.what, {}, order.pause_ms};
  for (const auto& who : order.whom) {
    if (who.kind() != scope::level::all) {
      below.whom.push_back(who);
    } else if (auto to = orchestrator()) {
      ++mine.told;
      self_->send(to, fault{order.what, order.pause_ms});
    }
  }
  const auto others = below.whom.empty() ? std::vector<caf::actor>{} : sectors();
  return ask_all(self_, others, below, mine);
}

caf::result<heal_report> mesh_supervisor_state::heal(const heal_order& order) {
  heal_report mine;
  for (std::size_t place = 0; place < children_.size(); ++place) {
    auto meant = place == orchestrator_place
                     ? order.where.kind() == scope::level::all
                     : order.where.touches(sector_id{static_cast<std::uint8_t>(place - 1)});
    if (meant)
      children_.heal(place, mine);
  }
  patience<heal_report> with{// longer than a sector waits for its clusters
                             3 * from_ms(setup_.plan->around->cfg.supervision.stop_timeout_ms),
                             [this](std::size_t place, heal_report& r) {
                               children_.unresponsive(place, r);
                             }};
  return ask_all(self_, children_.handles(), order, std::move(mine), with);
}

mesh_supervisor_self::behavior_type
mesh_supervisor(mesh_supervisor_self::stateful_pointer<mesh_supervisor_state> self,
                mesh_supervisor_setup setup) {
  self->state.begin(self, std::move(setup));
  return {
      [self](const coordinator_is& news) { self->state.learn(news); },
      [self](const unresponsive& who) { self->state.unresponsive(who); },
      [self](const sign_of_life&) { self->state.heard(); },
      [self](const grow_order& order) { return self->state.grow(order); },
      [self](const drain_order& order) { return self->state.drain(order); },
      [self](const fault_order& order) { return self->state.inject(order); },
      [self](const heal_order& order) { return self->state.heal(order); },
      [self](const supervisor_tick&) { self->state.due(); },
      [self](const watch_tick&) { self->state.watch(); },
  };
}

} // namespace mesh
