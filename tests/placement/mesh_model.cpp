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
    : random_(seed),
      sectors_(sectors),
      hosts_(static_cast<std::size_t>(hosts) + 1),
      reaches_(hosts_.size(), std::vector<bool>(hosts_.size(), true)) {
  now_ += std::chrono::hours(1);
  const auto last = static_cast<std::uint8_t>(sectors - 1);
  cfg_.hold_back_ms = 500;
  cfg_.hold_back_max_ms = 4'000;
  cfg_.clusters = {{cluster_id{0, 0}, name_of_host(spare() - 1)},
                   {cluster_id{0, 1}, name_of_host(0)},
                   {cluster_id{last, 7}, name_of_host(0)}};
  for (std::size_t i = 0; i < spare(); ++i) { // some are added late
    hosts_[i].name = name_of_host(i);
    hosts_[i].start_at = now_ + (chance() < 0.3 ? some(80'000) : some(3'000));
  }
  hosts_[spare()].start_at = time_point::max();
  start_hub();
}

void mesh_model::start(host_state& h, std::size_t i) {
  const auto& name = h.name;
  const auto capacity = double(1 + (name[0] - 'a') % 3);
  h.process = std::make_unique<model_node>(name, ++sessions_, capacity, cfg_);
  ran_at_[sessions_] = i;
  h.process->connect_at = now_ + some(200);
  h.power = true;
  everyone_.emplace_back(name, sessions_);
}

void mesh_model::run(duration time) {
  for (const auto end = now_ + time; now_ < end;)
    step();
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
      h.start_at = i == spare() ? time_point::max() : now_ + some(5'000);
    }
  }
  carry_inquiries();
  if (hub_works() && now_ >= tick_at_) {
    tick_at_ = now_ + milliseconds(100);
    carry_out(hub_->tick(now_));
    probe();
  }
  check();
}

/// A process that is gone, on a host that is there: nobody listens, or another process of
/// its name.
void mesh_model::probe() {
  if (now_ < probe_at_)
    return;
  probe_at_ = now_ + milliseconds(500);
  const auto stored = hub_->stored();
  for (const auto& row : hub_->rows(now_)) {
    auto known = stored.processes.find(row.name);
    if (known == stored.processes.end())
      continue;
    const auto session = known->second.session;
    const auto& h = hosts_[ran_at_[session]];
    const bool gone = !h.process || (h.name == row.name && h.process->session != session);
    if (!gone || !h.power || !linked(h))
      continue;
    ++seen_.dead;
    carry_out(hub_->dead(row.name, row.session, now_));
  }
}

void mesh_model::isolate(host_state& h) {
  auto& n = *h.process;
  for (;;) {
    switch (n.isolated.next(now_)) {
    case isolation::step::nothing:
      return;
    case isolation::step::ask_peers:
      ask(n);
      break;
    case isolation::step::greet:
      if (n.connected)
        to_hub(n, {say::hello});
      break;
    case isolation::step::pause:
      n.paused = true;
      ++seen_.pauses;
      break;
    case isolation::step::go_on:
      n.paused = false;
      seen_.alone += n.is_alone() ? 1 : 0;
      seen_.splits += n.is_alone() && hub_ ? 1 : 0;
      break;
    }
  }
}

/// At the witness of each process that it was told of.
void mesh_model::ask(const model_node& from) {
  for (const auto& peer : from.knows.members.members)
    if (peer.name != from.name && chance() >= loss_)
      inquiries_.push_back({ran_at_[from.session], from.session, ran_at_[peer.session],
                            peer.session, from.isolated.round(), now_ + some(120)});
}

void mesh_model::carry_inquiries() {
  std::erase_if(inquiries_, [&](model_inquiry& q) { return q.arrives <= now_ && carry(q); });
}

/// Whether it has come to its end. What a process was sent waits while it stands still.
bool mesh_model::carry(model_inquiry& q) {
  auto& asker = hosts_[q.from];
  auto& asked = hosts_[q.to];
  auto& at = q.answered ? asker : asked;
  const bool gets_there = asker.network && asked.network
                          && (q.answered ? reaches_[q.to][q.from] : reaches_[q.from][q.to]);
  if (!at.process || !gets_there)
    return true;
  if (at.process->stopped)
    return false;
  if (q.answered) {
    const auto& members = at.process->knows.members.members;
    auto asked_one = std::ranges::find(members, q.asked, &mesh_member::session);
    if (at.process->session == q.session && asked_one != members.end())
      at.process->isolated.answered(q.round, asked_one->name, q.what);
    return true;
  }
  if (at.process->session != q.asked)
    return true; // that is another one
  q.what = at.process->leaving ? hears::unreachable : at.process->isolated.hub_heard(now_);
  q.answered = true;
  q.arrives = now_ + some(chance() < 0.05 ? 3'000 : 120);
  return false;
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
  if (!hub_works() || !linked(h) || now_ < n.connect_at)
    return;
  n.connected = true;
  n.welcomed = false;
  n.up.clear();
  n.down.clear();
  n.echo = n.hub_echo = {};
  n.list = 0;
  to_hub(n, {say::hello});
}

void mesh_model::to_hub(model_node& n, model_message m) {
  if (m.what == say::hello) {
    const auto at = ran_at_[n.session];
    const auto host_id = std::to_string(at) + "/" + std::to_string(hosts_[at].boots);
    m.greeting = {n.name, n.session, n.capacity, {}, host_id, n.knows};
    for (const auto& [sector, epoch] : n.holds)
      m.greeting.holds.push_back({sector, epoch});
  }
  m.sent = now_;
  m.echo = n.hub_echo;
  m.knows.members.number = n.list;
  m.arrives = now_ + some(150);
  n.up.push_back(std::move(m));
}

void mesh_model::to_node(model_node& n, model_message m) {
  m.sent = now_;
  m.echo = n.echo;
  m.knows = {hub_->mesh(), hub_->term(), hub_->members()};
  m.arrives = now_ + some(150);
  n.down.push_back(std::move(m));
}

/// What has arrived, in order. A link that is down keeps it for the next.
void mesh_model::carry(host_state& h) {
  auto& n = *h.process;
  while (hub_works() && h.to_hub && h.network && n.connected && !n.up.empty()
         && n.up.front().arrives <= now_) {
    auto m = std::move(n.up.front());
    n.up.pop_front();
    n.echo = std::max(n.echo, m.sent);
    hub_hears(h, m);
    if (!h.process)
      return;
  }
  while (hub_ && h.from_hub && h.network && n.connected && !n.stopped && !n.down.empty()
         && n.down.front().arrives <= now_) {
    auto m = std::move(n.down.front());
    n.down.pop_front();
    obey(n, m);
  }
}

void mesh_model::hub_hears(host_state& h, const model_message& m) {
  auto& n = *h.process;
  carry_out(hub_->heard(n.name, n.session, now_));
  if (m.echo != time_point{})
    hub_->reached(n.name, n.session, m.echo, now_);
  if (m.knows.members.number > 0)
    hub_->acknowledged(n.name, n.session, m.knows.members.number);
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
  n.hub_echo = std::max(n.hub_echo, m.sent);
  n.list = m.knows.members.number;
  n.knows = m.knows;
  std::vector<std::string> others;
  for (const auto& one : n.knows.members.members)
    if (one.name != n.name)
      others.push_back(one.name);
  n.isolated.told(others);
  switch (m.what) {
  case say::welcome:
    n.welcomed = true;
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
      to_hub(n, {say::dropped, {}, m.held});
    } else {
      REQUIRE(n.holds[m.held.what] == m.held.epoch);
      n.stopping.emplace(m.held.what, now_ + some(400));
    }
    break;
  default:
    break;
  }
  n.isolated.heard_hub(n.welcomed ? std::optional(m.echo) : std::nullopt, now_);
}

void mesh_model::finish_stopping(model_node& n) {
  if (n.isolated.may_begin())
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
      to_hub(n, {say::dropped, {}, held});
    i = n.stopping.erase(i);
  }
}

mesh_model::host_state* mesh_model::host_of(const std::string& name, session_id session) {
  for (auto& h : hosts_)
    if (h.process && h.process->name == name && h.process->session == session)
      return &h;
  return nullptr;
}

/// Epochs only grow, and who is drained gets nothing.
void mesh_model::note_host(const node_action& a) {
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

bool mesh_model::keeps(const std::string& name) const {
  const auto rows = hub_->rows(now_);
  return std::ranges::any_of(
      rows, [&](const node_row& row) { return row.name == name && row.keeps; });
}

void mesh_model::carry_out(const node_actions& actions) {
  if (auto placed = hub_->stored(); placed != stored_) {
    stored_ = std::move(placed);
    hub_->stored_as(++stored_.term);
    copies_.push_back(stored_);
  }
  for (const auto& a : actions) {
    auto* h = host_of(a.name, a.session);
    if (a.what == node_action::kind::host)
      note_host(a);
    seen_.takeovers += a.what == node_action::kind::lost ? 1 : 0;
    seen_.kept += a.what == node_action::kind::lost && keeps(a.name) ? 1 : 0;
    if (h == nullptr)
      continue;
    auto& n = *h->process;
    switch (a.what) {
    case node_action::kind::accept:
      to_node(n, {say::welcome});
      break;
    case node_action::kind::host:
      to_node(n, {say::host, {}, a.held});
      break;
    case node_action::kind::drop:
      to_node(n, {say::drop, {}, a.held});
      break;
    case node_action::kind::refuse:
    case node_action::kind::lost: // the channel ends, and what was on its way
      n.connected = false;
      n.up.clear();
      n.down.clear();
      n.connect_at = now_ + some(500);
      break;
    case node_action::kind::back:
      ++seen_.returns;
      break;
    default:
      break;
    }
  }
}

} // namespace mesh::test
