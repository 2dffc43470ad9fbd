// What happens to the hosts, the links and the hub of a model.
#include <algorithm>

#include "tests/placement/mesh_model.hpp"

namespace mesh::test {

namespace {
using say = model_message::kind;
}

void mesh_model::rage(duration time) {
  healed_ = false;
  loss_ = chance() < 0.5 ? 0 : chance() * 0.3;
  for (const auto end = now_ + time; now_ < end;) {
    if (chance() < 0.012)
      fault();
    step();
  }
}

void mesh_model::fault() {
  const auto i = below(hosts_.size());
  switch (below(11)) {
  case 0:
  case 1:
    return host_fault(hosts_[i]);
  case 2:
  case 3:
  case 4:
    return link_fault(i);
  case 5:
  case 6:
    return partition();
  case 7:
    return hub_fault(hosts_[i]);
  case 8:
    if (hub_works() && hosts_[i].process)
      drain(hosts_[i].name, chance() < 0.4);
    return;
  case 9:
    return start_second();
  default:
    return quiet();
  }
}

/// As when a process is scheduled anew on another host while the one before is cut off.
void mesh_model::start_second() {
  auto& h = hosts_[spare()];
  if (h.process)
    return kill(h);
  h.name = hosts_[below(spare())].name;
  h.start_at = now_;
  ++seen_.seconds;
}

void mesh_model::host_fault(host_state& h) {
  if (!h.process)
    return;
  switch (below(4)) {
  case 0:
    return kill(h);
  case 1:
    h.power = false; // for long
    ++h.boots;
    kill(h);
    if (&h != &hosts_[spare()])
      h.start_at = now_ + milliseconds(10'000) + some(40'000);
    return;
  case 2:
    h.process->stopped = !h.process->stopped;
    return;
  default:
    if (h.process->stopped || !h.process->connected)
      return;
    h.process->leaving = true;
    to_hub(*h.process, {say::goodbye});
  }
}

void mesh_model::link_fault(std::size_t i) {
  auto& h = hosts_[i];
  const auto j = below(hosts_.size());
  switch (below(6)) {
  case 0:
    h.to_hub = !h.to_hub;
    return;
  case 1:
    h.from_hub = !h.from_hub;
    return;
  case 2:
    h.to_hub = h.from_hub = !linked(h);
    if (!h.to_hub && hub_works() && h.process && h.process->connected && chance() < 0.5)
      carry_out(hub_->link_lost(h.process->name, h.process->session, now_));
    return;
  case 3:
    h.network = !h.network;
    return;
  case 4:
    reaches_[i][j] = !reaches_[i][j];
    return;
  default:
    reaches_[i][j] = reaches_[j][i] = !reaches_[i][j];
  }
}

/// Some are cut off from the hub together; those and the others may reach each other
/// now and then. Or all of them do, and only links between them are cut.
void mesh_model::partition() {
  const auto crossing = chance() < 0.5 ? 0 : chance();
  std::vector<bool> cut;
  for (auto& h : hosts_) {
    cut.push_back(chance() < 0.6);
    h.network = true;
    h.to_hub = h.from_hub = !cut.back();
  }
  for (std::size_t i = 0; i < hosts_.size(); ++i)
    for (std::size_t j = 0; j < hosts_.size(); ++j)
      reaches_[i][j] = cut[i] == cut[j] ? chance() < 0.95 : chance() < crossing;
}

void mesh_model::hub_fault(const host_state& h) {
  if (!hub_)
    return;
  const auto& name = h.name;
  const auto runs = std::ranges::any_of(
      hosts_, [&](const host_state& one) { return one.process && one.name == name; });
  if (!runs && !name.empty() && hub_works()) { // an operator knows that
    if (auto done = hub_->forget(name, now_)) {
      ++seen_.forgotten;
      return carry_out(*done);
    }
  }
  if (chance() < 0.7)
    return kill_hub();
  hub_stands_until_ = now_ + some(12'000);
}

/// A quiet time now and then.
void mesh_model::quiet() {
  for (auto& h : hosts_) {
    h.to_hub = h.from_hub = h.network = true;
    if (h.process)
      h.process->stopped = false;
  }
  for (auto& row : reaches_)
    row.assign(row.size(), true);
}

void mesh_model::heal() {
  healed_ = true;
  loss_ = 0;
  quiet();
  if (hosts_[spare()].process)
    kill(hosts_[spare()]);
  hosts_[spare()].power = true; // so that it can be seen that nobody runs there
  for (std::size_t i = 0; i < spare(); ++i)
    hosts_[i].start_at = std::min(hosts_[i].start_at, now_ + milliseconds(500));
  hub_at_ = std::min(hub_at_, now_ + milliseconds(500));
  hub_stands_until_ = {};
  if (hub_)
    undrain_all();
}

void mesh_model::kill(host_state& h) {
  auto dead = std::move(h.process);
  h.start_at = &h == &hosts_[spare()] ? time_point::max() : now_ + some(12'000);
  // Its host's kernel closes the link, if it gets through.
  if (hub_works() && linked(h) && dead->connected && h.power && chance() < 0.8)
    carry_out(hub_->link_lost(dead->name, dead->session, now_));
}

void mesh_model::start_hub() {
  hub_ = std::make_unique<node_table>(cfg_, sectors_, stored_, now_, ++sessions_);
  ++seen_.hubs;
  if (healed_)
    undrain_all();
}

void mesh_model::kill_hub() {
  hub_.reset();
  hub_at_ = now_ + some(20'000);
  hub_stands_until_ = {};
  for (auto& h : hosts_)
    if (h.process) {
      h.process->connected = false;
      h.process->up.clear();
      h.process->down.clear();
      h.process->connect_at = now_ + some(300);
    }
}

/// At least one node that was told of all others stays with the hub.
void mesh_model::lose_disk() {
  const auto stays = below(spare());
  for (std::size_t i = 0; i < spare(); ++i)
    if (i != stays && chance() < 0.7)
      hosts_[i].to_hub = hosts_[i].from_hub = false;
  kill_hub();
  hub_at_ = now_ + some(8'000);
  stored_ = chance() < 0.5 ? stored_placement{} : copies_[below(copies_.size())];
  newest_.clear(); // such a hub may give an epoch twice
  given_to_.clear();
  drained_ = {stored_.drained.begin(), stored_.drained.end()};
}

void mesh_model::adopt() {
  if (hub_->waits_for().code == errc::none)
    return;
  ++seen_.behind;
  if (auto done = hub_->adopt(now_))
    carry_out(*done);
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
  for (std::size_t i = 0; i < spare(); ++i)
    drain(hosts_[i].name, false);
}

} // namespace mesh::test
