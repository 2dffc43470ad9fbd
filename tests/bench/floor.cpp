#include "tests/bench/floor.hpp"

#include <chrono>
#include <thread>

#include <caf/all.hpp>

namespace mesh::bench {

namespace {

using down_atom = caf::atom_constant<caf::atom("down")>;
using up_atom = caf::atom_constant<caf::atom("up")>;

double ms_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

caf::behavior leaf(caf::event_based_actor* self, caf::actor parent) {
  return {[=](down_atom, std::uint64_t round) {
    self->send(parent, up_atom::value, round, 1U);
  }};
}

struct node_state {
  std::vector<caf::actor> children;
  std::size_t answered = 0;
  std::uint32_t agents = 0;
};

caf::behavior node(caf::stateful_actor<node_state>* self, caf::actor parent) {
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

class floor_config : public caf::actor_system_config {
public:
  explicit floor_config(int workers) {
    set("scheduler.max-throughput", std::size_t{50});
    set("scheduler.max-threads",
        workers > 0 ? static_cast<std::size_t>(workers)
                    : static_cast<std::size_t>(std::thread::hardware_concurrency()));
  }
};

} // namespace

} // namespace mesh::bench

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(std::vector<caf::actor>)

namespace mesh::bench {

struct floor_tree::parts {
  explicit parts(int workers) : cfg(workers), system(cfg), self(system) {}
  floor_config cfg;
  caf::actor_system system;
  caf::scoped_actor self;
  caf::actor root;
  std::vector<caf::actor> all;
  std::uint64_t round = 0;
  double spawn_ms = 0;
};

floor_tree::floor_tree(int sectors, int clusters, int agents, int workers)
    : parts_(std::make_unique<parts>(workers)) {
  auto start = std::chrono::steady_clock::now();
  auto& p = *parts_;
  auto spawn_node = [&](const caf::actor& parent) {
    p.all.push_back(p.system.spawn(node, parent));
    return p.all.back();
  };
  p.root = spawn_node(caf::actor_cast<caf::actor>(p.self.ptr()));
  std::vector<caf::actor> tops;
  for (int s = 0; s < sectors; ++s) {
    auto top = spawn_node(p.root);
    std::vector<caf::actor> leads;
    for (int c = 0; c < clusters; ++c) {
      auto lead = spawn_node(top);
      std::vector<caf::actor> leaves;
      for (int a = 0; a < agents; ++a) {
        p.all.push_back(p.system.spawn(leaf, lead));
        leaves.push_back(p.all.back());
      }
      caf::anon_send(lead, std::move(leaves));
      leads.push_back(lead);
    }
    caf::anon_send(top, std::move(leads));
    tops.push_back(top);
  }
  caf::anon_send(p.root, std::move(tops));
  p.spawn_ms = ms_since(start);
}

floor_tree::~floor_tree() {
  for (const auto& a : parts_->all)
    caf::anon_send_exit(a, caf::exit_reason::user_shutdown);
}

double floor_tree::cascade_ms() {
  auto start = std::chrono::steady_clock::now();
  parts_->self->send(parts_->root, down_atom::value, ++parts_->round);
  parts_->self->receive([](up_atom, std::uint64_t, std::uint32_t) {});
  return ms_since(start);
}

double floor_tree::spawn_ms() const {
  return parts_->spawn_ms;
}

} // namespace mesh::bench
