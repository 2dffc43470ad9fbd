#include "tests/bench/floor_relay.hpp"

#include <atomic>

#include "tests/bench/floor_system.hpp"
#include "tests/bench/relay.hpp"

namespace mesh::bench {

namespace {

using begin_atom = caf::atom_constant<caf::atom("begin")>;
using take_atom = caf::atom_constant<caf::atom("take")>;
using route_atom = caf::atom_constant<caf::atom("route")>;
using done_atom = caf::atom_constant<caf::atom("done")>;

struct relay_counters {
  std::atomic<bool> running{true};
  std::atomic<std::uint64_t> answered{0};
};
using shared_counters = std::shared_ptr<relay_counters>;

struct agent_state {
  std::uint64_t taken = 0;
};

caf::behavior relay_agent(caf::stateful_actor<agent_state>* self, const caf::actor& lead,
                          agent_id me, const relay_route& route,
                          const shared_counters& counters) {
  return {[=](take_atom) {
    if (counters->running.load(std::memory_order_relaxed))
      self->send(lead, route_atom::value, route.next(me, ++self->state.taken).packed());
    self->send(lead, done_atom::value);
  }};
}

struct node_state {
  std::vector<caf::actor> children;
};

/// The root, a sector's coordinator or a cluster's lead.
caf::behavior relay_node(caf::stateful_actor<node_state>* self, const caf::actor& parent,
                         const scope& mine, const shared_counters& counters) {
  return {
      [=](std::vector<caf::actor>& children) { self->state.children = std::move(children); },
      [=](begin_atom) {
        for (const auto& child : self->state.children)
          if (mine.kind() == scope::level::cluster)
            self->send(child, take_atom::value);
          else
            self->send(child, begin_atom::value);
      },
      [=](route_atom, std::uint32_t packed) {
        auto to = agent_id::unpack(packed);
        const auto& children = self->state.children;
        if (!mine.contains(to))
          self->send(parent, route_atom::value, packed);
        else if (mine.kind() == scope::level::cluster)
          self->send(children[to.agent], take_atom::value);
        else
          self->send(children[mine.kind() == scope::level::sector ? to.cluster : to.sector],
                     route_atom::value, packed);
      },
      [=](done_atom) { counters->answered.fetch_add(1, std::memory_order_relaxed); },
  };
}

} // namespace

struct floor_relay::parts {
  shared_counters counters = std::make_shared<relay_counters>();
  floor_system system;
  caf::actor root;
};

floor_relay::floor_relay(const topology_config& size) : parts_(std::make_unique<parts>()) {
  auto& [counters, system, root] = *parts_;
  auto byte = [](int i) {
    return static_cast<std::uint8_t>(i);
  };
  root = system.spawn(relay_node, caf::actor{}, scope{}, counters);
  std::vector<caf::actor> tops;
  for (int s = 0; s < size.sectors; ++s) {
    auto top = system.spawn(relay_node, root, scope(sector_id{byte(s)}), counters);
    std::vector<caf::actor> leads;
    for (int c = 0; c < size.clusters_per_sector; ++c) {
      auto lead = system.spawn(relay_node, top, scope(cluster_id{byte(s), byte(c)}), counters);
      std::vector<caf::actor> agents;
      for (int a = 0; a < size.agents_per_cluster; ++a)
        agents.push_back(system.spawn(relay_agent, lead, agent_id{byte(s), byte(c), byte(a)},
                                      relay_route{size}, counters));
      caf::anon_send(lead, std::move(agents));
      leads.push_back(std::move(lead));
    }
    caf::anon_send(top, std::move(leads));
    tops.push_back(std::move(top));
  }
  caf::anon_send(root, std::move(tops));
}

floor_relay::~floor_relay() {
  parts_->counters->running = false;
}

void floor_relay::start() {
  caf::anon_send(parts_->root, begin_atom::value);
}

void floor_relay::run_for(duration how_long) {
  parts_->system.run_for(how_long);
}

std::uint64_t floor_relay::answered() const {
  return parts_->counters->answered;
}

} // namespace mesh::bench
