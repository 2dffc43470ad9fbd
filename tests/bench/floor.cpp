#include "tests/bench/floor.hpp"

#include <cstdint>
#include <vector>

#include "tests/bench/floor_system.hpp"
#include "tests/bench/measure.hpp"

namespace mesh::bench {

namespace {

using down_atom = caf::atom_constant<caf::atom("down")>;
using up_atom = caf::atom_constant<caf::atom("up")>;

caf::behavior leaf(caf::event_based_actor* self, const caf::actor& parent) {
  return {[=](down_atom, std::uint64_t round) {
    self->send(parent, up_atom::value, round, 1U);
  }};
}

struct node_state {
  std::vector<caf::actor> children;
  std::size_t answered = 0;
  std::uint32_t agents = 0;
};

caf::behavior node(caf::stateful_actor<node_state>* self, const caf::actor& parent) {
  return {
      [=](std::vector<caf::actor>& children) { self->state.children = std::move(children); },
      [=](down_atom, std::uint64_t round) {
        self->state.answered = self->state.agents = 0;
        for (const auto& child : self->state.children)
          self->send(child, down_atom::value, round);
      },
      [=](up_atom, std::uint64_t round, std::uint32_t agents) {
        self->state.agents += agents;
        if (++self->state.answered == self->state.children.size())
          self->send(parent, up_atom::value, round, self->state.agents);
      },
  };
}

} // namespace

struct floor_tree::parts {
  floor_system system;
  caf::actor root;
  std::uint64_t round = 0;
};

floor_tree::floor_tree(const topology_config& size) : parts_(std::make_unique<parts>()) {
  auto& system = parts_->system;
  parts_->root = system.spawn(node, caf::actor_cast<caf::actor>(system.self().ptr()));
  std::vector<caf::actor> tops;
  for (int s = 0; s < size.sectors; ++s) {
    auto top = system.spawn(node, parts_->root);
    std::vector<caf::actor> leads;
    for (int c = 0; c < size.clusters_per_sector; ++c) {
      auto lead = system.spawn(node, top);
      std::vector<caf::actor> leaves;
      leaves.reserve(static_cast<std::size_t>(size.agents_per_cluster));
      for (int a = 0; a < size.agents_per_cluster; ++a)
        leaves.push_back(system.spawn(leaf, lead));
      caf::anon_send(lead, std::move(leaves));
      leads.push_back(std::move(lead));
    }
    caf::anon_send(top, std::move(leads));
    tops.push_back(std::move(top));
  }
  caf::anon_send(parts_->root, std::move(tops));
}

floor_tree::~floor_tree() = default;

double floor_tree::cascade_ms() {
  stopwatch watch;
  auto& self = parts_->system.self();
  self->send(parts_->root, down_atom::value, ++parts_->round);
  self->receive([](up_atom, std::uint64_t, std::uint32_t) {});
  return watch.ms();
}

} // namespace mesh::bench
