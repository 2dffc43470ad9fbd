#include "runtime/node/host_supervisor.hpp"

#include "actors/sector_supervisor.hpp"
#include "runtime/node/orchestrator_stand_in.hpp"

namespace mesh::node {

namespace {

growth_report not_here() {
  return {{errc::unsupported, "the orchestrator is on another host", "ask it there"}, {}};
}

} // namespace

void host_supervisor_state::begin(host_supervisor_self::pointer self,
                                  host_supervisor_setup setup) {
  self_ = self;
  setup_ = std::move(setup);
  const auto& around = *setup_.plan->around;
  const auto& cfg = around.cfg.supervision;
  children_.begin(self, around, scope(), setup_.plan->strategy, cfg.mesh,
                  {[this](std::size_t place) { return start(place); },
                   [this](std::size_t place) { up(place); },
                   [this](std::size_t place, const actor_end&) { down(place); },
                   [this](std::size_t place, const error& why) {
                     gone(place, why);
                   }});
  children_.add(
      {"the way to the orchestrator", restart_kind::permanent, cfg.stop_timeout_ms, true});
  children_.start_all();
}

caf::actor host_supervisor_state::start(std::size_t place) {
  auto& system = self_->home_system();
  if (place == orchestrator_place) {
    orchestrator_actor one = system.spawn(orchestrator_stand_in, setup_.uplink);
    return caf::actor_cast<caf::actor>(one);
  }
  sector_id sector;
  for (const auto& [id, at] : places_)
    if (at == place)
      sector = id;
  auto orchestrator = caf::actor_cast<orchestrator_actor>(children_.handle(orchestrator_place));
  sector_supervisor_actor one = system.spawn(
      sector_supervisor, sector_supervisor_setup{setup_.plan, sector, self_, orchestrator});
  return caf::actor_cast<caf::actor>(one);
}

void host_supervisor_state::host(sector_id sector) {
  if (places_.contains(sector))
    return;
  auto place = children_.add({to_string(sector), restart_kind::permanent,
                              setup_.plan->around->cfg.supervision.stop_timeout_ms, false});
  places_[sector] = place;
  children_.start_one(place);
}

/// Whoever takes it over is told to only when nothing of it runs here.
void host_supervisor_state::drop(sector_id sector) {
  auto found = places_.find(sector);
  if (found == places_.end()) {
    for (const auto& [place, going] : going_)
      if (going == sector)
        return;
    return stopped(sector, {});
  }
  auto place = found->second;
  places_.erase(found);
  if (!children_.handle(place)) { // was given up
    children_.remove(place);
    return stopped(sector, {});
  }
  going_[place] = sector;
  children_.remove(place);
}

void host_supervisor_state::up(std::size_t place) {
  if (place != orchestrator_place)
    return; // a sector says itself when its coordinator is there
  auto orchestrator = caf::actor_cast<orchestrator_actor>(children_.handle(orchestrator_place));
  caf::anon_send(setup_.uplink, meet_orchestrator{orchestrator});
  for (const auto& [sector, at] : places_)
    if (auto to = supervisor_of(sector))
      self_->send(to, meet_orchestrator{orchestrator});
}

void host_supervisor_state::down(std::size_t place) {
  if (auto found = going_.find(place); found != going_.end()) {
    auto sector = found->second;
    going_.erase(found);
    return stopped(sector, {});
  }
  for (const auto& [sector, at] : places_)
    if (at == place)
      caf::anon_send(setup_.uplink, sector_handles{sector, {}, {}});
}

void host_supervisor_state::gone(std::size_t place, const error& why) {
  for (const auto& [sector, at] : places_)
    if (at == place)
      return stopped(sector, why);
}

void host_supervisor_state::stopped(sector_id sector, error why) {
  const auto& around = *setup_.plan->around;
  for (int c = 0; c < around.who.clusters(sector); ++c)
    around.agents.take_offline({sector.sector, static_cast<std::uint8_t>(c)},
                               self_->clock().now());
  caf::anon_send(setup_.uplink, sector_stopped{sector, std::move(why)});
}

sector_supervisor_actor host_supervisor_state::supervisor_of(sector_id sector) const {
  auto found = places_.find(sector);
  return found == places_.end()
             ? sector_supervisor_actor{}
             : caf::actor_cast<sector_supervisor_actor>(children_.handle(found->second));
}

void host_supervisor_state::learn(const coordinator_is& news) {
  if (auto supervisor = supervisor_of(news.sector))
    caf::anon_send(setup_.uplink, sector_handles{news.sector, supervisor, news.coordinator});
}

void host_supervisor_state::unresponsive(const mesh::unresponsive& who) {
  if (auto to = supervisor_of(who.who.sector()))
    self_->send(to, who);
}

/// O5: sectors whose supervisors were given up; the others heal themselves.
heal_report host_supervisor_state::heal(const heal_order& order) {
  heal_report report;
  for (const auto& [sector, place] : places_)
    if (order.where.touches(sector))
      children_.heal(place, report);
  return report;
}

host_supervisor_self::behavior_type
host_supervisor(host_supervisor_self::stateful_pointer<host_supervisor_state> self,
                host_supervisor_setup setup) {
  self->state.begin(self, std::move(setup));
  return {
      [self](const coordinator_is& news) { self->state.learn(news); },
      [self](const unresponsive& who) { self->state.unresponsive(who); },
      [](const sign_of_life&) {},
      [](const grow_order&) { return not_here(); },
      [](const drain_order&) { return not_here(); },
      [](const fault_order&) { return fault_report{}; },
      [self](const heal_order& order) { return self->state.heal(order); },
      [self](const supervisor_tick&) { self->state.due(); },
      [self](const host_order& o) { self->state.host(o.sector); },
      [self](const drop_order& o) { self->state.drop(o.sector); },
  };
}

} // namespace mesh::node
