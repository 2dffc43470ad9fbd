#include "actors/supervision/sector_supervisor.hpp"

#include <algorithm>
#include <map>

#include "actors/sector_coordinator.hpp"

namespace mesh {

void sector_supervisor_state::begin(sector_supervisor_self::pointer self,
                                    sector_supervisor_setup setup) {
  self_ = self;
  setup_ = std::move(setup);
  const auto& around = *setup_.plan->around;
  branch_supervisor<sector_level>::ways ways;
  ways.start_leader = [this]() -> sector_coordinator_actor {
    return self_->home_system().spawn(
        sector_coordinator,
        sector_setup{setup_.plan->around, setup_.sector, setup_.orchestrator, self_});
  };
  ways.start_unit = [this](cluster_id cluster) {
    return start(cluster);
  };
  ways.leader_up = [] {
  };
  ways.leader_down = [this] {
    self_->send(setup_.parent, coordinator_is{setup_.sector, {}});
  };
  ways.leader_gone = [](const error&) {
  };
  ways.introduced = [this] {
    self_->send(setup_.parent, coordinator_is{setup_.sector, branch_.the_leader()});
  };
  ways.leader_replaced = [&around] {
    ++around.counters.coordinators_replaced;
  };
  std::vector<bool> awaited; // one that is detached may come any time, or never
  for (int c = 0; c < around.who.clusters(setup_.sector); ++c)
    awaited.push_back(!is_detached({setup_.sector.sector, static_cast<std::uint8_t>(c)}));
  constexpr int patience = 2; // a cluster has a lead to wait for
  branch_.begin(self, around,
                {setup_.sector, "the coordinator of " + to_string(setup_.sector),
                 setup_.plan->strategy, around.cfg.supervision.sector, patience},
                std::move(ways), awaited);
}

bool sector_supervisor_state::is_detached(cluster_id cluster) const {
  return std::ranges::find(setup_.detached, cluster) != setup_.detached.end();
}

cluster_supervisor_actor sector_supervisor_state::start(cluster_id cluster) {
  if (is_detached(cluster))
    return setup_.plan->start_cluster(cluster, self_);
  return self_->home_system().spawn(
      cluster_supervisor,
      cluster_supervisor_setup{setup_.plan, cluster, self_, branch_.the_leader()});
}

/// T5: newcomers of a cluster that is there are its supervisor's; a new cluster
/// is started, and knows its agents from the roster.
void sector_supervisor_state::join(const join_order& order) {
  std::map<std::uint8_t, join_order> parts;
  for (auto agent : order.whom)
    if (agent.sector == setup_.sector.sector)
      parts[agent.cluster].whom.push_back(agent);
  for (auto& [cluster, part] : parts)
    branch_.send_unit(cluster, std::move(part));
  while (static_cast<int>(branch_.units()) < setup_.plan->around->who.clusters(setup_.sector))
    branch_.add_unit();
}

void sector_supervisor_state::meet(const orchestrator_actor& orchestrator) {
  setup_.orchestrator = orchestrator;
  if (auto to = branch_.the_leader())
    self_->send(to, meet_orchestrator{orchestrator});
}

sector_supervisor_self::behavior_type
sector_supervisor(sector_supervisor_self::stateful_pointer<sector_supervisor_state> self,
                  sector_supervisor_setup setup) {
  self->state.begin(self, std::move(setup));
  return {
      [self](const lead_is& news) { self->state.branch().learn(news); },
      [self](const join_order& order) { self->state.join(order); },
      [self](const leave_order& order) { self->state.branch().send_units(order); },
      [self](const unresponsive& who) { self->state.branch().unresponsive(who); },
      [self](const meet_orchestrator& m) { self->state.meet(m.orchestrator); },
      [self](const fault_order& order) { return self->state.branch().inject(order); },
      [self](const heal_order& order) { return self->state.branch().heal(order); },
      [self](const supervisor_tick&) { self->state.branch().due(); },
  };
}

} // namespace mesh
