#include "actors/supervision/mesh_supervisor.hpp"

#include <map>

#include <spdlog/spdlog.h>

#include "actors/orchestrator.hpp"
#include "actors/supervision/sector_supervisor.hpp"

namespace mesh {

void mesh_supervisor_state::begin(mesh_supervisor_self::pointer self,
                                  mesh_supervisor_setup setup) {
  self_ = self;
  setup_ = std::move(setup);
  const auto& around = *setup_.plan->around;
  const auto& cfg = around.cfg;
  branch_supervisor<mesh_level>::ways ways;
  ways.start_leader = [this]() -> orchestrator_actor {
    return self_->home_system().spawn(mesh::orchestrator, setup_.plan->around,
                                      mesh_supervisor_actor(self_));
  };
  ways.start_unit = [this](sector_id sector) {
    return start(sector);
  };
  ways.leader_up = [this] {
    heard();
    setup_.orchestrator_is(branch_.the_leader(), {});
  };
  ways.leader_down = [this] {
    setup_.orchestrator_is({}, {});
  };
  // Nobody is above: whoever asks is told, until somebody heals it.
  ways.leader_gone = [this](const error& why) {
    setup_.orchestrator_is({}, why);
  };
  ways.introduced = [] {
  };
  ways.leader_replaced = [&around] {
    ++around.counters.orchestrators_replaced;
  };
  // A sector elsewhere comes up when some host has it.
  const bool here = !setup_.plan->start_sector;
  constexpr int patience = 3; // longer than a sector waits for its clusters
  branch_.begin(
      self, around,
      {scope(), "the orchestrator", setup_.plan->strategy, cfg.supervision.mesh, patience},
      std::move(ways), std::vector<bool>(static_cast<std::size_t>(cfg.topology.sectors), here));
  watch();
}

sector_supervisor_actor mesh_supervisor_state::start(sector_id sector) {
  if (const auto& elsewhere = setup_.plan->start_sector)
    return elsewhere(sector, self_, branch_.the_leader());
  return self_->home_system().spawn(
      sector_supervisor,
      sector_supervisor_setup{setup_.plan, sector, self_, branch_.the_leader()});
}

/// F2 for the orchestrator: one that is unresponsive is replaced.
void mesh_supervisor_state::watch() {
  const auto& around = *setup_.plan->around;
  const auto& timing = around.cfg.impedance;
  auto moment = self_->clock().now();
  auto listening = around.listening(moment);
  if (branch_.the_leader() && to_ms(listening - heard_) > timing.offline_after_ms
      && around.judges(moment) && around.may_die(scope::level::all, moment)) {
    spdlog::warn("the orchestrator is unresponsive");
    branch_.leader_unresponsive("unresponsive");
    heard_ = listening; // once for each silence
  }
  around.timers.at(moment + from_ms(timing.summary_period_ms), self_, watch_tick{});
}

void mesh_supervisor_state::heard() {
  heard_ = setup_.plan->around->listening(self_->clock().now());
}

/// The roster has decided; a supervisor below that is down learns it from there when it
/// is up again.
template <class Order>
growth_report mesh_supervisor_state::pass_on(tl::expected<std::vector<agent_id>, error> whom) {
  if (!whom)
    return {whom.error(), {}};
  std::map<std::uint8_t, Order> parts;
  for (auto agent : *whom)
    parts[agent.sector].whom.push_back(agent);
  for (auto& [sector, part] : parts)
    branch_.send_unit(sector, std::move(part));
  return {{}, std::move(*whom)};
}

growth_report mesh_supervisor_state::grow(const grow_order& order) {
  return pass_on<join_order>(setup_.plan->around->who.grow(order));
}

growth_report mesh_supervisor_state::drain(const drain_order& order) {
  return pass_on<leave_order>(setup_.plan->around->who.leave(order.where));
}

mesh_supervisor_self::behavior_type
mesh_supervisor(mesh_supervisor_self::stateful_pointer<mesh_supervisor_state> self,
                mesh_supervisor_setup setup) {
  self->state.begin(self, std::move(setup));
  return {
      [self](const coordinator_is& news) { self->state.branch().learn(news); },
      [self](const unresponsive& who) { self->state.branch().unresponsive(who); },
      [self](const sign_of_life&) { self->state.heard(); },
      [self](const grow_order& order) { return self->state.grow(order); },
      [self](const drain_order& order) { return self->state.drain(order); },
      [self](const fault_order& order) { return self->state.branch().inject(order); },
      [self](const heal_order& order) { return self->state.branch().heal(order); },
      [self](const supervisor_tick&) { self->state.branch().due(); },
      [self](const watch_tick&) { self->state.watch(); },
  };
}

} // namespace mesh
