#include "tests/placement/mesh_model.hpp"

#include <algorithm>
#include <utility>

#include "tests/support/catch.hpp"

namespace mesh::test {

namespace {
using say = model_message::kind;
constexpr auto step_time = milliseconds(20);
constexpr auto beat_time = milliseconds(500);

std::string name_of_host(std::size_t i) {
  return std::string(1, static_cast<char>('a' + i));
}

} // namespace

mesh_model::mesh_model(std::uint64_t seed, int hosts, int sectors)
    : random_(seed), sectors_(sectors), hosts_(static_cast<std::size_t>(hosts)) {
  now_ += std::chrono::hours(1);
  const auto last = static_cast<std::uint8_t>(sectors - 1);
  cfg_.clusters = {{cluster_id{0, 0}, name_of_host(hosts_.size() - 1)},
                   {cluster_id{0, 1}, name_of_host(0)},
                   {cluster_id{last, 7}, name_of_host(0)}};
  for (auto& h : hosts_)
    h.start_at = now_ + some(3'000);
  start_hub();
}

void mesh_model::start_hub() {
  hub_ = std::make_unique<node_table>(cfg_, sectors_, stored_, now_);
  ++hubs_;
  if (healed_)
    undrain_all();
}

void mesh_model::kill_hub() {
  hub_.reset();
  hub_at_ = now_ + some(20'000);
  for (auto& h : hosts_)
    if (h.process) {
      h.process->connected = false;
      h.process->up.clear();
      h.process->down.clear();
      h.process->connect_at = now_ + some(300);
    }
}

void mesh_model::start(host_state& h, std::size_t i) {
  const auto name = name_of_host(i);
  h.process = std::make_unique<model_node>(name, ++sessions_, double(1 + i % 3), cfg_);
  h.process->connect_at = now_ + some(200);
  everyone_.emplace_back(name, sessions_);
}

void mesh_model::kill(host_state& h) {
  auto dead = std::move(h.process);
  h.start_at = now_ + some(12'000);
  // Its host's kernel closes the link, if it gets through.
  if (hub_ && linked(h) && dead->connected && chance() < 0.8)
    carry_out(hub_->link_lost(dead->name, dead->session, now_));
}

bool mesh_model::linked(const host_state& h) const {
  return h.hub_link && h.network;
}

void mesh_model::rage(duration time) {
  for (const auto end = now_ + time; now_ < end;) {
    if (chance() < 0.012)
      fault();
    step();
  }
}

void mesh_model::run(duration time) {
  for (const auto end = now_ + time; now_ < end;)
    step();
}

void mesh_model::fault() {
  auto& h = hosts_[below(hosts_.size())];
  switch (below(9)) {
  case 0:
    if (h.process)
      kill(h);
    break;
  case 1:
    if (h.process)
      h.process->stopped = !h.process->stopped;
    break;
  case 2:
  case 3:
    h.hub_link = !h.hub_link;
    if (!h.hub_link && hub_ && h.process && h.process->connected && chance() < 0.5)
      carry_out(hub_->link_lost(h.process->name, h.process->session, now_));
    break;
  case 4:
    h.network = !h.network;
    break;
  case 5:
    if (h.process && !h.process->stopped && h.process->connected) {
      h.process->leaving = true;
      to_hub(*h.process, {say::goodbye, {}, {}, {}, {}, {}, {}});
    }
    break;
  case 6:
    if (hub_ && h.process)
      drain(h.process->name, chance() < 0.4);
    break;
  case 7:
    if (hub_ && chance() < 0.5)
      kill_hub();
    break;
  default:
    for (auto& one : hosts_) { // a quiet time now and then
      one.hub_link = one.network = true;
      if (one.process)
        one.process->stopped = false;
    }
  }
}

void mesh_model::heal() {
  healed_ = true;
  for (auto& h : hosts_) {
    h.hub_link = h.network = true;
    h.start_at = std::min(h.start_at, now_ + milliseconds(500));
    if (h.process)
      h.process->stopped = false;
  }
  hub_at_ = std::min(hub_at_, now_ + milliseconds(500));
  if (hub_)
    undrain_all();
}

/// A hub keeps to it when it is started again.
void mesh_model::drain(const std::string& name, bool away) {
  auto done = away ? hub_->drain(name, now_) : hub_->undrain(name, now_);
  if (!done)
    return;
  if (away)
    drained_.insert(name);
  else
    drained_.erase(name);
  carry_out(*done);
}

void mesh_model::undrain_all() {
  for (std::size_t i = 0; i < hosts_.size(); ++i)
    drain(name_of_host(i), false);
}

void mesh_model::step() {
  now_ += step_time;
  if (!hub_ && now_ >= hub_at_)
    start_hub();
  for (std::size_t i = 0; i < hosts_.size(); ++i) {
    auto& h = hosts_[i];
    if (!h.process && now_ >= h.start_at)
      start(h, i);
    if (h.process && !h.process->stopped) {
      isolate(h); // before anything that has arrived meanwhile
      finish_stopping(*h.process);
      connect(h);
    }
    if (h.process)
      carry(h);
    if (h.process && h.process->leaving && h.process->holds.empty()) {
      h.process.reset();
      h.start_at = now_ + some(5'000);
    }
  }
  if (hub_ && now_ >= tick_at_) {
    tick_at_ = now_ + milliseconds(100);
    carry_out(hub_->tick(now_));
  }
  check();
}

void mesh_model::isolate(host_state& h) {
  auto& n = *h.process;
  for (;;) {
    switch (n.isolated.next(now_)) {
    case isolation::step::nothing:
      return;
    case isolation::step::ask_peers:
      for (const auto& peer : n.isolated.peers())
        n.isolated.answered(n.isolated.round(), peer, ask(h, peer));
      break;
    case isolation::step::greet:
      if (n.connected)
        to_hub(n, {say::hello, {}, {}, {}, {}, {}, {}});
      break;
    case isolation::step::pause:
      n.paused = true;
      ++pauses_;
      break;
    case isolation::step::go_on:
      n.paused = false;
      alone_ += n.isolated.now_is() == isolation::state::alone ? 1 : 0;
      break;
    }
  }
}

hears mesh_model::ask(const host_state& from, const std::string& peer) const {
  for (const auto& h : hosts_)
    if (h.process && h.process->name == peer && !h.process->stopped && h.network
        && from.network)
      return h.process->isolated.hub_heard(now_);
  return hears::unreachable;
}

/// A new channel begins with hello.
void mesh_model::connect(host_state& h) {
  auto& n = *h.process;
  if (n.connected) {
    if (now_ >= n.beat_at) {
      n.beat_at = now_ + beat_time;
      to_hub(n, {});
    }
    return;
  }
  if (!hub_ || !linked(h) || now_ < n.connect_at)
    return;
  n.connected = true;
  n.up.clear();
  n.down.clear();
  n.echo = {};
  to_hub(n, {say::hello, {}, {}, {}, {}, {}, {}});
}

void mesh_model::to_hub(model_node& n, model_message m) {
  if (m.what == say::hello) {
    m.greeting = {n.name, n.session, n.capacity, {}};
    for (const auto& [sector, epoch] : n.holds)
      m.greeting.holds.push_back({sector, epoch});
  }
  m.sent = now_;
  m.arrives = now_ + some(150);
  n.up.push_back(std::move(m));
}

void mesh_model::to_node(model_node& n, model_message m) {
  m.echo = n.echo;
  m.peers = hub_->peers_of(n.name);
  m.arrives = now_ + some(150);
  n.down.push_back(std::move(m));
}

/// What has arrived, in order. A link that is down keeps it for the next.
void mesh_model::carry(host_state& h) {
  auto& n = *h.process;
  while (hub_ && linked(h) && n.connected && !n.up.empty() && n.up.front().arrives <= now_) {
    auto m = std::move(n.up.front());
    n.up.pop_front();
    n.echo = std::max(n.echo, m.sent);
    hub_hears(h, m);
    if (!h.process)
      return;
  }
  while (hub_ && linked(h) && n.connected && !n.stopped && !n.down.empty()
         && n.down.front().arrives <= now_) {
    auto m = std::move(n.down.front());
    n.down.pop_front();
    obey(n, m);
  }
}

void mesh_model::hub_hears(host_state& h, const model_message& m) {
  auto& n = *h.process;
  carry_out(hub_->heard(n.name, n.session, now_));
  switch (m.what) {
  case say::hello:
    carry_out(hub_->hello(m.greeting, now_));
    break;
  case say::goodbye:
    carry_out(hub_->goodbye(n.name, n.session, now_));
    break;
  case say::dropped:
    carry_out(hub_->dropped(n.name, n.session, m.held, now_));
    break;
  default:
    if (n.connected)
      to_node(n, {});
  }
}

void mesh_model::obey(model_node& n, const model_message& m) {
  n.isolated.told(m.peers);
  switch (m.what) {
  case say::welcome:
    n.isolated.welcomed(m.echo);
    break;
  case say::host:
    n.withdrawn.erase(m.held.what);
    n.stopping.erase(m.held.what);
    n.holds[m.held.what] = m.held.epoch;
    break;
  case say::drop:
    if (n.paused)
      n.withdrawn.insert(m.held.what);
    if (!n.holds.contains(m.held.what)) {
      to_hub(n, {say::dropped, {}, m.held, {}, {}, {}, {}});
    } else {
      REQUIRE(n.holds[m.held.what] == m.held.epoch);
      n.stopping.emplace(m.held.what, now_ + some(400));
    }
    break;
  default:
    break;
  }
  n.isolated.heard_hub(m.echo, now_);
}

void mesh_model::finish_stopping(model_node& n) {
  if (n.isolated.may_begin(now_))
    for (const auto& [sector, epoch] : n.holds)
      n.begun.insert(sector);
  for (auto i = n.stopping.begin(); i != n.stopping.end();) {
    if (i->second > now_) {
      ++i;
      continue;
    }
    const held_part held{i->first, n.holds[i->first]};
    n.holds.erase(held.what);
    n.begun.erase(held.what);
    n.withdrawn.erase(held.what);
    if (n.connected)
      to_hub(n, {say::dropped, {}, held, {}, {}, {}, {}});
    i = n.stopping.erase(i);
  }
}

mesh_model::host_state* mesh_model::host_of(const std::string& name, session_id session) {
  for (auto& h : hosts_)
    if (h.process && h.process->name == name && h.process->session == session)
      return &h;
  return nullptr;
}

void mesh_model::carry_out(const node_actions& actions) {
  stored_ = hub_->stored();
  for (const auto& a : actions) {
    auto* h = host_of(a.name, a.session);
    if (a.what == node_action::kind::host) {
      auto& newest = newest_[a.held.what];
      auto& owner = given_to_[a.held.what];
      const std::pair receiver(a.name, a.session);
      const bool new_to_it = owner != receiver || a.held.epoch > newest.epoch;
      REQUIRE_FALSE((new_to_it && drained_.contains(a.name)));
      REQUIRE(a.held.epoch >= newest.epoch);
      REQUIRE((a.held.epoch > newest.epoch || owner == receiver));
      newest = a.held;
      owner = receiver;
    }
    takeovers_ += a.what == node_action::kind::lost ? 1 : 0;
    if (h == nullptr)
      continue;
    auto& n = *h->process;
    switch (a.what) {
    case node_action::kind::accept:
      to_node(n, {say::welcome, {}, {}, {}, {}, {}, {}});
      break;
    case node_action::kind::host:
      to_node(n, {say::host, {}, a.held, {}, {}, {}, {}});
      break;
    case node_action::kind::drop:
      to_node(n, {say::drop, {}, a.held, {}, {}, {}, {}});
      break;
    case node_action::kind::refuse:
    case node_action::kind::lost: // the channel ends, and what was on its way
      n.connected = false;
      n.up.clear();
      n.down.clear();
      n.connect_at = now_ + some(500);
      break;
    case node_action::kind::back:
      ++returns_;
      break;
    default:
      break;
    }
  }
}

} // namespace mesh::test
