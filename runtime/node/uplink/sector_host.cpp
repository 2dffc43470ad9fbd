#include "runtime/node/uplink/sector_host.hpp"

#include "messages/protection_messages.hpp"
#include "runtime/mesh/start_up.hpp"
#include "runtime/mesh/work_of.hpp"
#include "runtime/node/bodies/protection_bodies.hpp"
#include "runtime/node/proxies/cluster_proxy.hpp"
#include "runtime/node/uplink/host_supervisor.hpp"

namespace mesh::node {

namespace {

/// Events that are added to the log here are added to the orchestrator's, too.
event_watcher watch(const uplink_cell& cell, caf::actor_system& system) {
  auto now = [&system] {
    return system.clock().now();
  };
  event_watcher w;
  w.failed = [cell, now](const failure_event& e) {
    caf::anon_send(*cell, to_hub{{entry_kind::event, e.where, 0, {}, encode(e, now())}});
  };
  w.noted = [cell, now](const breaker_note& n) {
    if (n.keeper != 0 && n.what.where.kind() != scope::level::all)
      caf::anon_send(*cell,
                     to_hub{{entry_kind::breaker_note, n.what.where, 0, {}, encode(n, now())}});
  };
  return w;
}

} // namespace

sector_host::sector_host(caf::actor_system& system, std::unique_ptr<timer_service> timers,
                         config cfg, host_setup setup)
    : system_(system),
      cfg_(with_overrides(std::move(cfg), setup.work)),
      work_(std::move(setup.work)),
      who_(cfg_),
      agents_(cfg_.topology.sectors),
      timers_(std::move(timers)),
      events_(static_cast<std::size_t>(cfg_.failures.events), watch(cell_, system)),
      watch_(cfg_.failures, system.clock().now()),
      world_(std::make_shared<simulated_world>(cfg_, who_.start())),
      linked_(setup.linked ? std::move(setup.linked)
                           : std::make_shared<linked_agents>(
                               [&clock = system.clock()] { return clock.now(); })),
      people_(std::make_shared<people_elsewhere>(
          cfg_, people_elsewhere::clocks{[&clock = system.clock()] { return clock.now(); },
                                         [this](time_point at) {
                                           return around_.wall_ms(at);
                                         }})),
      kinds_(open_work({cfg_, world_, is_virtual(system), linked_, people_, setup.calls})),
      around_{cfg_,
              who_,
              agents_,
              *timers_,
              counters_,
              events_,
              make_context({}),
              setup.session,
              setup.wall_offset_ms.value_or(
                  mesh::wall_offset_ms(system.clock().now(), 0, is_virtual(system))),
              &conflicts_,
              &watch_,
              people_.get()} {
  uplink_setup up;
  up.around = &around_;
  up.world = world_;
  up.me = std::move(setup.me);
  up.session = setup.session;
  up.host_id = std::move(setup.host_id);
  up.dial = std::move(setup.dial);
  up.ask_peers = std::move(setup.ask_peers);
  up.refused = std::move(setup.refused);
  up.left = std::move(setup.left);
  up.agents = setup.agents;
  up.people = people_;
  *cell_ = uplink_ = system.spawn(node::uplink, std::move(up));
  people_->speak(
      [to = uplink_](link_entry said) { caf::anon_send(to, to_hub{std::move(said)}); });
  // No answer to another life of this host is taken for one to this.
  auto requests = std::make_shared<std::atomic<std::uint64_t>>(setup.session);
  auto plan = std::make_shared<supervision_plan>(
      supervision_plan{&around_, [this](const agent_identity& a) { return make_work(a); },
                       rules_of(cfg_, who_), std::move(setup.strategy)});
  plan->is_idle = [to = uplink_](agent_id who) {
    caf::anon_send(to, agent_idle{who});
  };
  plan->start_cluster = [&system, to = proxy_setup{uplink_, requests}](
                            cluster_id cluster, const sector_supervisor_actor& parent) {
    cluster_supervisor_actor one = system.spawn(cluster_proxy, cluster, parent, to);
    return one;
  };
  mesh_supervisor_actor top =
      system.spawn(host_supervisor, host_supervisor_setup{std::move(plan), uplink_});
  supervisor_ = caf::actor_cast<caf::actor>(top);
  caf::anon_send(uplink_, supervisor_);
  watcher_ = system.spawn(process_watcher, &around_);
}

sector_host::~sector_host() {
  stop();
}

std::shared_ptr<work> sector_host::make_work(const agent_identity& a) {
  return work_of(a, work_, *world_, kinds_);
}

void sector_host::leave() {
  caf::anon_send(uplink_, leave_mesh{});
}

void sector_host::stop() {
  if (!uplink_)
    return;
  watch_.end();
  caf::anon_send_exit(watcher_, caf::exit_reason::user_shutdown);
  for (auto* one : {&supervisor_, &uplink_})
    caf::anon_send_exit(*one, caf::exit_reason::user_shutdown);
  if (!is_virtual(system_)) {
    caf::scoped_actor self(system_);
    self->wait_for(supervisor_, uplink_, watcher_);
  }
  supervisor_ = nullptr;
  uplink_ = nullptr;
  watcher_ = nullptr;
}

} // namespace mesh::node
