#include "runtime/node/uplink/host_supervisor.hpp"

#include <algorithm>

#include "actors/supervision/sector_supervisor.hpp"
#include "runtime/node/proxies/orchestrator_proxy.hpp"
#include "runtime/node/proxies/remote_coordinators.hpp"

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
  for (const auto* way : {"the way to the orchestrator", "the way to other coordinators"})
    children_.add({way, restart_kind::permanent, cfg.stop_timeout_ms, true});
  children_.start_all();
}

caf::actor host_supervisor_state::start(std::size_t place) {
  auto& system = self_->home_system();
  if (place == orchestrator_place) {
    orchestrator_actor one = system.spawn(orchestrator_proxy, setup_.uplink);
    return caf::actor_cast<caf::actor>(one);
  }
  if (place == coordinators_place) {
    sector_coordinator_actor one = system.spawn(remote_coordinators, setup_.uplink);
    return caf::actor_cast<caf::actor>(one);
  }
  auto mine =
      std::ranges::find_if(parts_, [&](const auto& p) { return p.second.place == place; });
  const auto& [what, h] = *mine;
  if (what.is_cluster()) {
    cluster_supervisor_actor one = system.spawn(
        cluster_supervisor,
        cluster_supervisor_setup{setup_.plan, what.cluster(), self_,
                                 handle_at<sector_coordinator_actor>(coordinators_place)});
    return caf::actor_cast<caf::actor>(one);
  }
  sector_supervisor_actor one = system.spawn(
      sector_supervisor,
      sector_supervisor_setup{setup_.plan, what.sector(), self_,
                              handle_at<orchestrator_actor>(orchestrator_place), h.detached});
  return caf::actor_cast<caf::actor>(one);
}

void host_supervisor_state::host(const host_order& order) {
  if (parts_.contains(order.what))
    return;
  auto place = children_.add({to_string(order.what.where()), restart_kind::permanent,
                              setup_.plan->around->cfg.supervision.stop_timeout_ms, false});
  parts_[order.what] = {place, order.detached};
  children_.start_one(place);
}

/// Whoever takes it over is told to only when nothing of it runs here.
void host_supervisor_state::drop(const placed_part& what) {
  auto found = parts_.find(what);
  if (found == parts_.end()) {
    for (const auto& [place, going] : going_)
      if (going.first == what)
        return;
    return stopped(what, {}, {});
  }
  auto h = std::move(found->second);
  parts_.erase(found);
  const bool runs = static_cast<bool>(children_.handle(h.place)); // else it was given up
  if (!runs)
    stopped(what, h.detached, {});
  else
    going_[h.place] = {what, h.detached};
  children_.remove(h.place);
}

/// Of the ways only: what was given to this host says itself when it is there.
void host_supervisor_state::up(std::size_t place) {
  if (place == orchestrator_place) {
    auto orchestrator = handle_at<orchestrator_actor>(place);
    caf::anon_send(setup_.uplink, meet_orchestrator{orchestrator});
    for (const auto& [what, h] : parts_)
      if (!what.is_cluster() && children_.handle(h.place))
        self_->send(handle_at<sector_supervisor_actor>(h.place),
                    meet_orchestrator{orchestrator});
  }
  if (place == coordinators_place) {
    auto coordinators = handle_at<sector_coordinator_actor>(place);
    for (const auto& [what, h] : parts_)
      if (what.is_cluster() && children_.handle(h.place))
        self_->send(handle_at<cluster_supervisor_actor>(h.place),
                    meet_coordinator{coordinators});
  }
}

void host_supervisor_state::down(std::size_t place) {
  if (auto found = going_.find(place); found != going_.end()) {
    auto [what, detached] = std::move(found->second);
    going_.erase(found);
    return stopped(what, detached, {});
  }
  for (const auto& [what, h] : parts_)
    if (h.place == place && what.is_cluster())
      caf::anon_send(setup_.uplink, cluster_handles{what.cluster(), {}, {}});
    else if (h.place == place)
      caf::anon_send(setup_.uplink, sector_handles{what.sector(), {}, {}});
}

void host_supervisor_state::gone(std::size_t place, const error& why) {
  for (const auto& [what, h] : parts_)
    if (h.place == place)
      return stopped(what, h.detached, why);
}

void host_supervisor_state::stopped(const placed_part& what,
                                    const std::vector<cluster_id>& detached, error why) {
  const auto& around = *setup_.plan->around;
  for (const auto& cluster : around.who.all_clusters())
    if (what.where().touches(cluster) && std::ranges::count(detached, cluster) == 0)
      around.agents.take_offline(cluster, self_->clock().now());
  caf::anon_send(setup_.uplink, part_stopped{what, std::move(why)});
}

void host_supervisor_state::learn(const coordinator_is& news) {
  if (auto found = parts_.find(news.sector); found != parts_.end())
    caf::anon_send(setup_.uplink,
                   sector_handles{news.sector,
                                  handle_at<sector_supervisor_actor>(found->second.place),
                                  news.coordinator});
}

void host_supervisor_state::learn(const lead_is& news) {
  if (auto found = parts_.find(news.cluster); found != parts_.end())
    caf::anon_send(setup_.uplink,
                   cluster_handles{news.cluster,
                                   handle_at<cluster_supervisor_actor>(found->second.place),
                                   news.lead});
}

void host_supervisor_state::unresponsive(const mesh::unresponsive& who) {
  auto found = parts_.find(who.who.sector());
  if (found != parts_.end() && children_.handle(found->second.place))
    self_->send(handle_at<sector_supervisor_actor>(found->second.place), who);
}

/// O5: what was given up; whatever runs heals itself.
heal_report host_supervisor_state::heal(const heal_order& order) {
  heal_report report;
  for (const auto& [what, h] : parts_)
    if (what.touched_by(order.where))
      children_.heal(h.place, report);
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
      [self](const host_order& o) { self->state.host(o); },
      [self](const drop_order& o) { self->state.drop(o.what); },
      [self](const lead_is& news) { self->state.learn(news); },
      [](const meet_orchestrator&) {},
      [](const join_order&) {},
      [](const leave_order&) {},
  };
}

} // namespace mesh::node
