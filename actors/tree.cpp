#include "actors/tree.hpp"

#include <caf/all.hpp>

#include "actors/agent.hpp"
#include "actors/cluster_lead.hpp"
#include "actors/orchestrator.hpp"
#include "actors/sector_coordinator.hpp"

namespace mesh {

tree::tree(caf::actor_system& system, const surroundings& around, const work_factory& make_work,
           const shared_rules& rules)
    : system_(system) {
  auto index = [](int i) {
    return static_cast<std::uint8_t>(i);
  };
  const auto& size = around.cfg.topology;
  auto actors = 1 + size.sectors + size.clusters() + size.agents;
  all_.reserve(static_cast<std::size_t>(actors));
  auto keep = [this](const auto& handle) {
    all_.push_back(caf::actor_cast<caf::actor>(handle));
  };
  auto root = system.spawn(orchestrator, &around);
  root_ = root;
  keep(root);
  std::vector<sector_coordinator_actor> sectors;
  for (int s = 0; s < size.sectors; ++s) {
    sector_coordinator_actor sector =
        system.spawn(sector_coordinator, sector_setup{&around, {index(s)}, root_});
    keep(sector);
    std::vector<cluster_lead_actor> leads;
    for (int c = 0; c < size.clusters_per_sector; ++c) {
      cluster_id cluster{index(s), index(c)};
      cluster_lead_actor lead =
          system.spawn(cluster_lead, lead_setup{&around, cluster, sector, rules});
      keep(lead);
      std::vector<member> members;
      for (int a = 0; a < size.agents_per_cluster; ++a) {
        auto who = around.who.identity({cluster.sector, cluster.cluster, index(a)});
        agent_actor one =
            system.spawn(mesh::agent, agent_setup{&around, who, lead, make_work(who)});
        keep(one);
        members.push_back({std::move(one), who});
      }
      caf::anon_send(lead, std::move(members));
      leads.push_back(std::move(lead));
    }
    caf::anon_send(sector, std::move(leads));
    sectors.push_back(std::move(sector));
  }
  caf::anon_send(root_, std::move(sectors));
}

tree::~tree() {
  stop();
}

void tree::stop() {
  for (const auto& a : all_)
    caf::anon_send_exit(a, caf::exit_reason::user_shutdown);
  all_.clear();
  root_ = nullptr;
}

} // namespace mesh
