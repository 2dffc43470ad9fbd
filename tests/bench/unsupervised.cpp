#include "tests/bench/unsupervised.hpp"

#include <map>
#include <mutex>

#include <caf/all.hpp>

#include "actors/agent.hpp"
#include "actors/cluster_lead.hpp"
#include "actors/orchestrator.hpp"
#include "actors/sector_coordinator.hpp"
#include "actors/work/simulated/simulated_world.hpp"
#include "runtime/mesh/start_up.hpp"
#include "runtime/mesh/timer_thread.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/crash_watch.hpp"

namespace mesh::bench {

namespace {

/// As `local_mesh` sets up its own.
class system_config : public caf::actor_system_config {
public:
  explicit system_config(const runtime_config& cfg) {
    set("scheduler.max-throughput", static_cast<std::size_t>(cfg.max_throughput));
    set("scheduler.max-threads",
        static_cast<std::size_t>(std::max(1U, std::thread::hardware_concurrency())));
    set("work-stealing.moderate-poll-attempts", std::size_t{0});
  }
};

} // namespace

struct unsupervised_mesh::parts {
  explicit parts(const config& c)
      : cfg(c),
        who(cfg),
        agents(cfg.topology.sectors),
        world(std::make_shared<simulated_world>(cfg, who.start())),
        system_cfg(cfg.runtime),
        system(system_cfg),
        client(system) {}
  ~parts() {
    for (const auto& one : all) // from the top down
      caf::anon_send_exit(one, caf::exit_reason::user_shutdown);
    all.clear();
    client->await_all_other_actors_done();
    system.clock().cancel_all();
  }

  template <class Handle>
  Handle keep(Handle one) {
    std::lock_guard lock(mutex);
    all.push_back(caf::actor_cast<caf::actor>(one));
    return one;
  }
  /// By an actor of its own that then ends, as a supervisor would: where the
  /// agents lie in memory decides how long a cascade takes.
  void start_later(cluster_id cluster, const sector_coordinator_actor& above) {
    system.spawn(
        [](caf::event_based_actor*, parts* of, cluster_id which,
           const sector_coordinator_actor& coordinator) {
          auto lead = of->start_cluster(which, coordinator);
          std::lock_guard lock(of->mutex);
          of->leads[which] = lead;
        },
        this, cluster, above);
  }
  std::size_t started() {
    std::lock_guard lock(mutex);
    return leads.size();
  }
  cluster_lead_actor start_cluster(cluster_id cluster, const sector_coordinator_actor& above) {
    auto lead = keep<cluster_lead_actor>(
        system.spawn(cluster_lead, lead_setup{&around, cluster, above, rules}));
    std::vector<member> members;
    for (int a = 0; a < cfg.topology.agents_per_cluster; ++a) {
      auto id = who.identity({cluster.sector, cluster.cluster, static_cast<std::uint8_t>(a)});
      std::shared_ptr<work> body = make_simulated_work(world, id.id, id.cls, id.id.packed());
      members.push_back(
          {keep<agent_actor>(system.spawn(agent, agent_setup{&around, id, lead, body})), id,
           0});
    }
    caf::anon_send(lead, std::move(members));
    return lead;
  }

  config cfg;
  roster who;
  registry agents;
  mesh_counters counters;
  std::shared_ptr<simulated_world> world;
  system_config system_cfg;
  caf::actor_system system;
  timer_thread timers;
  event_log events{1};
  surroundings around{cfg, who, agents, timers, counters, events, make_context(""), 1};
  shared_rules rules = std::make_shared<const routing_rules>();
  caf::scoped_actor client;
  std::mutex mutex; // of these
  std::vector<caf::actor> all;
  std::map<cluster_id, cluster_lead_actor> leads;
  orchestrator_actor root;
};

unsupervised_mesh::unsupervised_mesh(const config& cfg) : parts_(std::make_unique<parts>(cfg)) {
  auto& p = *parts_;
  p.root = p.keep<orchestrator_actor>(
      p.system.spawn(orchestrator, &p.around, mesh_supervisor_actor{}));
  std::vector<sector_coordinator_actor> sectors;
  for (int s = 0; s < cfg.topology.sectors; ++s) {
    sector_id sector{static_cast<std::uint8_t>(s)};
    sectors.push_back(p.keep<sector_coordinator_actor>(
        p.system.spawn(sector_coordinator, sector_setup{&p.around, sector, p.root})));
    std::vector<cluster_lead_actor> leads;
    for (int c = 0; c < cfg.topology.clusters_per_sector; ++c)
      leads.push_back(
          p.start_cluster({sector.sector, static_cast<std::uint8_t>(c)}, sectors.back()));
    caf::anon_send(sectors.back(), std::move(leads));
  }
  caf::anon_send(p.root, std::move(sectors));
  await_clusters(p.agents, p.who);
}

unsupervised_mesh::~unsupervised_mesh() = default;

cascade_result unsupervised_mesh::cascade(const cascade_request& request) {
  cascade_result result;
  parts_->client->request(parts_->root, caf::infinite, request)
      .receive([&](cascade_result& r) { result = std::move(r); },
               [](const caf::error&) { throw bench_failure("a cascade was not answered"); });
  return result;
}

} // namespace mesh::bench
