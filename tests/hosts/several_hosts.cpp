#include "tests/hosts/several_hosts.hpp"

#include <algorithm>

#include <caf/scheduler/test_coordinator.hpp>

#include "runtime/mesh/start_up.hpp"
#include "runtime/node/protocol/agreement.hpp"

namespace mesh::testing {

namespace {

struct relay_setup {
  caf::actor hub;
  caf::actor uplink;
  std::shared_ptr<bool> silent;
  std::shared_ptr<bool> held;
};

struct relay_state {
  std::vector<std::pair<caf::actor, wire<link_batch>>> waiting; // while it is held
};

caf::behavior relay(caf::stateful_actor<relay_state>* self, const relay_setup& between) {
  return {
      [self, between](const wire<link_batch>& batch) {
        if (*between.silent)
          return;
        auto from_host = self->current_sender() == between.uplink;
        const auto& to = from_host ? between.hub : between.uplink;
        if (*between.held)
          self->state.waiting.emplace_back(to, batch);
        else
          self->send(to, batch);
      },
      [self](caf::ok_atom) { // it is released
        for (auto& [to, batch] : std::exchange(self->state.waiting, {}))
          self->send(to, batch);
      },
  };
}

struct question {
  caf::actor from;
  std::uint64_t round = 0;
  node_peer peer;
  caf::actor to;
};

/// One question over the second path.
void ask_one(caf::event_based_actor* self, const question& q) {
  self->request(q.to, caf::infinite, node::ask_hears{})
      .then(
          [q](const node::hears_hub& h) {
            auto what = h.by == q.peer.session ? h.what : hears::unreachable;
            caf::anon_send(q.from, node::peer_said{q.round, {q.peer.name, what}});
          },
          [](const caf::error&) {});
}

} // namespace

wire_between::wire_between(caf::actor_system& system, std::function<caf::actor()> hub)
    : system_(system), hub_(std::move(hub)) {}

wire_between::~wire_between() {
  end();
}

std::function<void(const caf::actor&)> wire_between::dial() {
  return [this](const caf::actor& uplink) {
    auto hub = hub_();
    if (*silent_ || !hub)
      return caf::anon_send(uplink, node::hub_missing{{errc::timeout, "nobody is reached"}});
    relays_->push_back(system_.spawn(relay, relay_setup{hub, uplink, silent_, held_}));
    caf::anon_send(uplink, node::hub_found{relays_->back()});
  };
}

void wire_between::release() {
  *held_ = false;
  for (const auto& one : *relays_)
    caf::anon_send(one, caf::ok_atom::value);
}

void wire_between::end() {
  for (const auto& one : *relays_)
    caf::anon_send_exit(one, caf::exit_reason::kill);
  relays_->clear();
}

several_hosts::several_hosts(config cfg, int hosts, std::vector<work_override> work,
                             std::string data)
    : cfg_(std::move(cfg)),
      work_(std::move(work)),
      data_(std::move(data)),
      system_cfg_(cfg_.runtime, true),
      system_(system_cfg_) {
  start_orchestrator();
  for (int i = 0; i < hosts; ++i)
    add_host("n" + std::to_string(i + 1));
}

several_hosts::~several_hosts() {
  for (std::size_t i = 0; i < hosts_.size(); ++i)
    if (hosts_[i])
      kill(i);
  stop_orchestrator();
  wait(milliseconds(1)); // all of it ends
  system_.clock().cancel_all();
}

void several_hosts::start_orchestrator() {
  mesh_options options;
  options.virtual_time = true;
  options.work = work_;
  options.data = data_;
  options.actors = &system_;
  options.interrupted = [this] {
    events_.happen([this] { return mesh_ ? mesh_->now() : time_point::min(); });
    return false;
  };
  options.elsewhere = [this](const sectors_setup& setup) {
    node::hub_options to;
    to.data = data_;
    to.new_session = [this] {
      return ++sessions_;
    };
    to.probe = [this](const caf::actor& hub, session_id session, const node_peer& whom) {
      caf::anon_send(hub, look_at(whom.name, session));
    };
    to.publish = [this](caf::actor_system&,
                        const caf::actor& hub) -> tl::expected<void, error> {
      hub_ = hub;
      return {};
    };
    return std::make_unique<node::hub_host>(setup, std::move(to));
  };
  mesh_ = std::make_unique<local_mesh>(cfg_, std::move(options));
}

void several_hosts::stop_orchestrator() {
  hub_ = nullptr;
  mesh_.reset();
  for (auto& h : hosts_)
    if (h)
      h->link->end();
}

void several_hosts::order_later(duration when, const node::node_order& what) {
  caf::delayed_anon_send(hub_, when, what);
}

void several_hosts::leave_later(duration when, std::size_t i) {
  caf::delayed_anon_send(at(i).sectors->uplink(), when, node::leave_mesh{});
}

void several_hosts::wait(duration how_long) {
  constexpr auto step = milliseconds(10); // more would skip timers that are set meanwhile
  auto& scheduler = dynamic_cast<caf::scheduler::test_coordinator&>(system_.scheduler());
  for (auto until = system_.clock().now() + how_long; system_.clock().now() < until;) {
    scheduler.run();
    scheduler.advance_time(std::min<duration>(step, until - system_.clock().now()));
  }
  scheduler.run();
}

void several_hosts::add_host(const std::string& name, duration ahead, bool elsewhere) {
  auto& h = *hosts_.emplace_back(std::make_unique<host>());
  h.name = name;
  h.link = std::make_unique<wire_between>(system_, [this] { return hub_; });
  node::host_setup setup;
  setup.me.name = name;
  setup.me.witness = name;
  setup.ask_peers = [this, name](const caf::actor& uplink, std::uint64_t round,
                                 const std::vector<node_peer>& peers) {
    ask(name, uplink, round, peers);
  };
  setup.me.mesh_config = node::common_config(mesh_->cfg());
  setup.session = h.session = ++sessions_;
  setup.host_id = [this, name, elsewhere, session = h.session] {
    const bool first = std::none_of(hosts_.begin(), hosts_.end(), [&](const auto& other) {
      return other && other->name == name && other->session < session;
    });
    return elsewhere ? "host " + std::to_string(session) : first ? "host of " + name : "";
  };
  setup.dial = h.link->dial();
  setup.refused = [](const error& why) {
    return why.code == errc::already_exists || why.code == errc::store_foreign; // as a process
  };
  setup.work = work_;
  setup.wall_offset_ms = std::chrono::duration_cast<milliseconds>(ahead).count();
  h.sectors = std::make_unique<node::sector_host>(
      system_, std::make_unique<actor_clock_timers>(system_), cfg_, std::move(setup));
}

void several_hosts::kill(std::size_t i) {
  auto& h = *hosts_.at(i);
  h.link->cut();
  h.link->end();
  if (h.sectors)
    h.sectors->stop();
  wait(milliseconds(1)); // all of it ends
  h.sectors.reset();
  h.link.reset();
  hosts_.at(i) = nullptr;
}

void several_hosts::vanish(std::size_t i) {
  vanished_.insert(at(i).name);
  kill(i);
}

host* several_hosts::reached(const std::string& name) const {
  for (const auto& h : hosts_)
    if (h && h->sectors && h->name == name && h->second_path)
      return h.get();
  return nullptr;
}

node::probe_answer several_hosts::look_at(const std::string& name, session_id session) const {
  auto is_it = [&](const std::unique_ptr<host>& h) {
    return h && h->name == name;
  };
  if (const auto* it = reached(name); it != nullptr)
    return {name, session, node::witnessed::alive, it->session};
  const bool gone = std::none_of(hosts_.begin(), hosts_.end(), is_it);
  const auto what =
      gone && !vanished_.contains(name) ? node::witnessed::refused : node::witnessed::nothing;
  return {name, session, what};
}

void several_hosts::ask(const std::string& who, const caf::actor& uplink, std::uint64_t round,
                        const std::vector<node_peer>& peers) {
  for (const auto& peer : peers)
    if (auto* other = reached(peer.name); other != nullptr && reached(who) != nullptr)
      system_.spawn(ask_one, question{uplink, round, peer, other->sectors->uplink()});
}

bool several_hosts::whole(duration patience) {
  const auto all = static_cast<std::uint32_t>(cfg_.topology.sectors);
  return becomes(patience, [&] { return sectors_up() == all; });
}

bool several_hosts::becomes(duration patience, const std::function<bool()>& what) {
  auto until = mesh_->now() + patience;
  while (!what() && mesh_->now() < until)
    mesh_->wait(milliseconds(100));
  return what();
}

std::optional<node_state> several_hosts::state_of(const std::string& name) {
  for (const auto& n : mesh_->others()->nodes().nodes)
    if (n.row.name == name)
      return n.row.state;
  return std::nullopt;
}

std::vector<std::string> several_hosts::who_works_in(const scope& where) const {
  std::vector<std::string> serving;
  for (const auto& h : hosts_) {
    if (!h || !h->sectors)
      continue;
    auto works = false;
    h->sectors->agents().read().each_page(where, [&](const cluster_page& page) {
      for (const auto& row : page.rows)
        works = works || (row.state != agent_state::offline && !row.frozen);
    });
    if (works)
      serving.push_back(h->name);
  }
  return serving;
}

} // namespace mesh::testing
