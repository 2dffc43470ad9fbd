#include "actors/sector_supervisor.hpp"

#include <algorithm>
#include <map>

#include "actors/report_round.hpp"
#include "actors/sector_coordinator.hpp"

namespace mesh {

void sector_supervisor_state::begin(sector_supervisor_self::pointer self,
                                    sector_supervisor_setup setup) {
  self_ = self;
  setup_ = std::move(setup);
  const auto& around = *setup_.plan->around;
  const auto& cfg = around.cfg;
  children_.begin(self, around, setup_.sector, setup_.plan->strategy, cfg.supervision.sector,
                  {[this](std::size_t place) { return start(place); },
                   [this](std::size_t place) { up(place); },
                   [this](std::size_t place, const actor_end&) { down(place); },
                   [this](std::size_t place, const error&) {
                     gone(place);
                   }});
  children_.add({"the coordinator of " + to_string(setup_.sector), restart_kind::permanent,
                 cfg.supervision.stop_timeout_ms, true});
  for (auto clusters = around.who.clusters(setup_.sector); clusters > 0; --clusters) {
    add_cluster();
    awaited_ += settled_.back() ? 0 : 1;
  }
  children_.start_all();
  begun_ = true;
}

bool sector_supervisor_state::is_apart(cluster_id cluster) const {
  return std::ranges::find(setup_.apart, cluster) != setup_.apart.end();
}

/// The next one, in the order of their ids. One that is apart may come any time, or
/// never: the sector does not wait for it.
std::size_t sector_supervisor_state::add_cluster() {
  cluster_id cluster{setup_.sector.sector, static_cast<std::uint8_t>(leads_.size())};
  leads_.emplace_back();
  settled_.push_back(is_apart(cluster));
  return children_.add({to_string(cluster), restart_kind::permanent,
                        setup_.plan->around->cfg.supervision.stop_timeout_ms, false});
}

/// T5: newcomers of a cluster that is there are its supervisor's; a new cluster
/// is started, and knows its agents from the roster.
void sector_supervisor_state::join(const join_order& order) {
  std::map<std::uint8_t, join_order> parts;
  for (auto agent : order.whom)
    if (agent.sector == setup_.sector.sector)
      parts[agent.cluster].whom.push_back(agent);
  for (auto& [cluster, part] : parts)
    if (cluster < leads_.size() && children_.handle(1 + cluster))
      self_->send(caf::actor_cast<cluster_supervisor_actor>(children_.handle(1 + cluster)),
                  std::move(part));
  while (static_cast<int>(leads_.size()) < setup_.plan->around->who.clusters(setup_.sector)) {
    auto place = add_cluster();
    settled_.back() = true; // the coordinator is told of it like of one that comes back
    children_.start_one(place);
  }
}

void sector_supervisor_state::leave(const leave_order& order) {
  for (const auto& cluster : clusters())
    if (cluster)
      self_->send(caf::actor_cast<cluster_supervisor_actor>(cluster), order);
}

sector_coordinator_actor sector_supervisor_state::coordinator() const {
  return caf::actor_cast<sector_coordinator_actor>(children_.handle(coordinator_place));
}

std::vector<caf::actor> sector_supervisor_state::clusters() const {
  return {children_.handles().begin() + 1, children_.handles().end()};
}

caf::actor sector_supervisor_state::start(std::size_t place) {
  auto& system = self_->home_system();
  if (place == coordinator_place) {
    sector_coordinator_actor one =
        system.spawn(sector_coordinator, sector_setup{setup_.plan->around, setup_.sector,
                                                      setup_.orchestrator, self_});
    return caf::actor_cast<caf::actor>(one);
  }
  cluster_id cluster{setup_.sector.sector, static_cast<std::uint8_t>(place - 1)};
  if (is_apart(cluster))
    return caf::actor_cast<caf::actor>(setup_.plan->start_cluster(cluster, self_));
  cluster_supervisor_actor one = system.spawn(
      cluster_supervisor, cluster_supervisor_setup{setup_.plan, cluster, self_, coordinator()});
  return caf::actor_cast<caf::actor>(one);
}

void sector_supervisor_state::up(std::size_t place) {
  if (place != coordinator_place || awaited_ > 0)
    return; // a cluster says itself when its lead is there
  if (begun_)
    ++setup_.plan->around->counters.coordinators_replaced;
  for (const auto& cluster : clusters())
    if (cluster)
      self_->send(caf::actor_cast<cluster_supervisor_actor>(cluster),
                  meet_coordinator{coordinator()});
  introduce();
}

/// The coordinator meets its leads, and those above meet the coordinator.
void sector_supervisor_state::introduce() {
  self_->send(coordinator(), leads_);
  self_->send(setup_.parent, coordinator_is{setup_.sector, coordinator()});
}

void sector_supervisor_state::down(std::size_t place) {
  if (place == coordinator_place)
    self_->send(setup_.parent, coordinator_is{setup_.sector, {}});
  else
    learn({{setup_.sector.sector, static_cast<std::uint8_t>(place - 1)}, {}});
}

void sector_supervisor_state::learn(const lead_is& news) {
  auto& known = leads_.at(news.cluster.cluster);
  known = news.lead;
  if (awaited_ == 0) {
    if (auto to = coordinator())
      self_->send(to, news);
  } else if (news.lead) {
    settle(std::size_t{1} + news.cluster.cluster);
  }
}

/// Without a lead nobody else would say that its agents are not there.
void sector_supervisor_state::gone(std::size_t place) {
  if (place != coordinator_place)
    setup_.plan->around->agents.take_offline(
        {setup_.sector.sector, static_cast<std::uint8_t>(place - 1)}, self_->clock().now());
  settle(place);
}

/// A cluster is up for the first time, or will never be.
void sector_supervisor_state::settle(std::size_t place) {
  if (place == coordinator_place || settled_.at(place - 1))
    return;
  settled_[place - 1] = true;
  if (--awaited_ == 0 && coordinator())
    introduce();
}

void sector_supervisor_state::meet(const orchestrator_actor& orchestrator) {
  setup_.orchestrator = orchestrator;
  if (auto to = coordinator())
    self_->send(to, meet_orchestrator{orchestrator});
}

void sector_supervisor_state::unresponsive(const mesh::unresponsive& who) {
  if (who.who == scope(setup_.sector))
    return children_.unresponsive(coordinator_place, who.seen);
  auto place = std::size_t{1} + who.who.cluster().cluster;
  if (place < children_.size() && children_.handle(place))
    self_->send(caf::actor_cast<cluster_supervisor_actor>(children_.handle(place)), who);
}

caf::result<fault_report> sector_supervisor_state::inject(const fault_order& order) {
  fault_report mine;
  fault_order below{order.what, {}, order.pause_ms};
  for (const auto& who : order.whom) {
    if (who.kind() == scope::level::all || who.sector() != setup_.sector)
      continue;
    if (who.kind() != scope::level::sector) {
      below.whom.push_back(who);
    } else if (auto to = coordinator()) {
      ++mine.told;
      self_->send(to, fault{order.what, order.pause_ms});
    }
  }
  const auto others = below.whom.empty() ? std::vector<caf::actor>{} : clusters();
  return ask_all(self_, others, below, mine);
}

caf::result<heal_report> sector_supervisor_state::heal(const heal_order& order) {
  heal_report mine;
  for (std::size_t place = 0; place < children_.size(); ++place) {
    auto meant = place == coordinator_place
                     ? order.where.touches(setup_.sector)
                     : order.where.touches(cluster_id{setup_.sector.sector,
                                                      static_cast<std::uint8_t>(place - 1)});
    if (meant)
      children_.heal(place, mine);
  }
  patience<heal_report> with{// a cluster has a lead to wait for
                             2 * from_ms(setup_.plan->around->cfg.supervision.stop_timeout_ms),
                             [this](std::size_t place, heal_report& r) {
                               children_.unresponsive(place, r);
                             }};
  return ask_all(self_, children_.handles(), order, std::move(mine), with);
}

sector_supervisor_self::behavior_type
sector_supervisor(sector_supervisor_self::stateful_pointer<sector_supervisor_state> self,
                  sector_supervisor_setup setup) {
  self->state.begin(self, std::move(setup));
  return {
      [self](const lead_is& news) { self->state.learn(news); },
      [self](const join_order& order) { self->state.join(order); },
      [self](const leave_order& order) { self->state.leave(order); },
      [self](const unresponsive& who) { self->state.unresponsive(who); },
      [self](const meet_orchestrator& m) { self->state.meet(m.orchestrator); },
      [self](const fault_order& order) { return self->state.inject(order); },
      [self](const heal_order& order) { return self->state.heal(order); },
      [self](const supervisor_tick&) { self->state.due(); },
  };
}

} // namespace mesh
