#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "runtime/placement/node_table.hpp"

namespace mesh {

namespace {

using act = node_action::kind;

std::string whole_ms(duration d) {
  return std::to_string(std::llround(to_ms(d))) + " ms";
}

} // namespace

std::string_view to_string(node_action::kind k) {
  switch (k) {
  case act::accept:
    return "accept";
  case act::refuse:
    return "refuse";
  case act::host:
    return "host";
  case act::drop:
    return "drop";
  case act::suspect:
    return "suspect";
  case act::lost:
    return "lost";
  case act::back:
    return "back";
  case act::left:
    break;
  }
  return "left";
}

std::string_view to_string(node_state s) {
  switch (s) {
  case node_state::joining:
    return "joining";
  case node_state::up:
    return "up";
  case node_state::suspect:
    return "suspect";
  case node_state::lost:
    return "lost";
  case node_state::draining:
    return "draining";
  case node_state::left:
    break;
  }
  return "left";
}

std::optional<error> node_table::objection(const node_greeting& g, time_point now) const {
  if (g.name.empty() || g.session == 0 || !std::isfinite(g.capacity) || g.capacity < 0)
    return error{errc::invalid_argument,
                 "a node says hello without a name, a session or a capacity from 0 on",
                 "see the node's configuration"};
  if (g.knows.id != 0 && mesh_ != 0 && g.knows.id != mesh_ && !g.holds.empty())
    return error{errc::store_foreign,
                 g.name + " has sectors of another mesh, or of one whose data are lost here",
                 "it stops them and joins anew; start the orchestrator with --data"};
  auto known = nodes_.find(g.name);
  if (known == nodes_.end()) {
    if (nodes_.size() < static_cast<std::size_t>(cfg_.nodes) || oldest_gone() != nodes_.end())
      return std::nullopt;
    return error{errc::mesh_full, "there are " + std::to_string(cfg_.nodes) + " nodes",
                 "raise placement.nodes"};
  }
  const auto& n = known->second;
  if (is_over(n, g))
    return std::nullopt;
  return name_in_use(g.name, n, now);
}

/// Whether the process that had this name last has no grip any more, or is this one.
bool node_table::is_over(const node& n, const node_greeting& g) {
  const bool on_its_host = !g.host_id.empty() && g.host_id == n.host_id;
  return n.process() == 0 || n.process() == g.session || n.mute || on_its_host
         || (!n.present() && !n.member);
}

error node_table::name_in_use(const std::string& name, const node& n, time_point now) const {
  const auto ago = whole_ms(now - n.heard) + " ago";
  if (n.present() && n.state != node_state::suspect)
    return {errc::already_exists, "a node " + name + " is there and was heard " + ago,
            "give each node its own name; if this one was restarted on another host it is let "
            "in when the one before can no longer be working"};
  return {errc::already_exists,
          "a node " + name + " was heard " + ago + " and may still be working",
          "it is let in when that can be ruled out, "
              + whole_ms(from_ms(cfg_.silence_ms + cfg_.rejoin_ms))
              + " after the last sign of it; when it is gone for good: node forget " + name};
}

/// Of the nodes that are only remembered the one that has gone first.
node_table::node_map::const_iterator node_table::oldest_gone() const {
  auto oldest = nodes_.end();
  for (auto i = nodes_.begin(); i != nodes_.end(); ++i)
    if (!i->second.present() && !i->second.member
        && (oldest == nodes_.end() || i->second.since < oldest->second.since))
      oldest = i;
  return oldest;
}

node_actions node_table::hello(const node_greeting& g, time_point now) {
  if (auto why = objection(g, now))
    return {{act::refuse, g.name, g.session, {}, *why}};
  learn(g, now);
  if (!nodes_.contains(g.name) && nodes_.size() >= static_cast<std::size_t>(cfg_.nodes))
    if (auto oldest = oldest_gone(); oldest != nodes_.end())
      nodes_.erase(oldest);
  auto [where, is_new] = nodes_.try_emplace(g.name);
  auto& n = where->second;
  const bool anew = is_new || !n.present() || n.session != g.session;
  const bool was_suspect = !anew && n.state == node_state::suspect;
  node_actions out;
  node_actions after;
  if (n.process() != g.session)
    follow(n, g, now);
  n.session = g.session;
  n.capacity = g.capacity;
  n.host_id = g.host_id;
  n.link_lost = n.mute = false;
  gone_.erase({g.name, g.session});
  std::erase(strangers_, mesh_member{g.name, g.session});
  n.leaving = n.leaving && !anew;
  n.heard = now;
  note_told({g.name, g.session});
  join_members(n, g.knows);
  compare(n, g, anew, out, after);
  auto state = n.outdated.empty() ? node_state::up : node_state::joining;
  if (anew || n.state != state)
    set_state(n, state, now);
  if (anew && now >= n.held_back)
    newest_hello_ = now;
  out.push_back({act::accept, g.name, g.session});
  if (was_suspect)
    out.push_back({act::back, g.name, g.session});
  out.insert(out.end(), after.begin(), after.end());
  end_leaving(now, out);
  return placed(now, std::move(out));
}

/// Another process takes the name. The one before has no grip any more; whether it is
/// silent, too, is known of one that is dead.
void node_table::follow(node& n, const node_greeting& g, time_point now) {
  const auto before = n.process();
  if (before != 0 && !g.host_id.empty() && g.host_id == n.host_id)
    gone_.try_emplace({g.name, before}, now);
  if (n.session != 0 && n.state != node_state::left) { // it has died
    const bool soon = n.heard - n.joined < from_ms(cfg_.steady_ms);
    n.deaths = soon ? n.deaths + 1 : 1;
    constexpr int most_doublings = 30;
    const auto costs = std::ldexp(cfg_.hold_back_ms, std::min(n.deaths - 2, most_doublings));
    if (n.deaths > 1)
      n.held_back = now + from_ms(std::min(costs, cfg_.hold_back_max_ms));
  }
  n.joined = now;
  n.hears_us = {};
  n.knows_from = lists_.newest().number + 1; // which its welcome tells it
}

/// What it says it holds, against what it should hold. An epoch that is still the
/// newest tells that nobody else was given the sector since.
void node_table::compare(node& n, const node_greeting& g, bool anew, node_actions& before,
                         node_actions& after) {
  n.outdated.clear();
  std::vector<bool> claimed(parts_.size());
  for (const auto& claim : g.holds) {
    auto* s = find(claim.what);
    if (s != nullptr && s->how != tenure::nobody && s->holder == g.name
        && s->epoch == claim.epoch) {
      claimed[static_cast<std::size_t>(s - parts_.data())] = true;
      if (s->how == tenure::awaited)
        s->how = tenure::held;
    } else if (believe(g, claim, before)) {
      claimed[static_cast<std::size_t>(s - parts_.data())] = true;
    } else if (std::ranges::count(n.outdated, claim) == 0) {
      n.outdated.push_back(claim);
      before.push_back({act::drop, g.name, g.session, claim});
    }
  }
  settle_unclaimed(g, claimed, anew, before, after);
}

/// A hub that is behind is told who was given the part last.
bool node_table::believe(const node_greeting& g, const held_part& claim, node_actions& before) {
  auto* s = find(claim.what);
  if (s == nullptr || !behind_ || g.knows.id != mesh_ || claim.epoch <= s->epoch)
    return false;
  if (s->served() && s->holder != g.name) {
    auto& other = nodes_[s->holder];
    other.outdated.push_back({s->what, s->epoch});
    if (other.state == node_state::up)
      other.state = node_state::joining;
    before.push_back({act::drop, s->holder, other.session, other.outdated.back()});
  }
  s->how = tenure::held;
  s->holder = g.name;
  s->epoch = claim.epoch;
  return true;
}

/// A process that has just begun has nothing but what it says. One that was there
/// before may not have had its orders yet: they are given again.
void node_table::settle_unclaimed(const node_greeting& g, const std::vector<bool>& claimed,
                                  bool anew, node_actions& before, node_actions& after) {
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    auto& s = parts_[i];
    if (s.holder != g.name)
      continue;
    const held_part held{s.what, s.epoch};
    if (!claimed[i] && anew) {
      release(s);
    } else if (s.how == tenure::stopping) {
      before.push_back({act::drop, g.name, g.session, held, {}, true});
    } else if (!claimed[i]) {
      after.push_back({act::host, g.name, g.session, held});
    }
  }
}

node_table::node* node_table::present(const std::string& name, session_id session) {
  auto found = nodes_.find(name);
  if (found != nodes_.end() && found->second.session == session && found->second.present())
    return &found->second;
  ++ignored_;
  return nullptr;
}

void node_table::set_state(node& n, node_state s, time_point now) {
  n.state = s;
  n.since = now;
}

node_actions node_table::heard(const std::string& name, session_id session, time_point now) {
  auto* n = present(name, session);
  if (n == nullptr)
    return {};
  n->heard = now;
  if (n->state != node_state::suspect)
    return {}; // each batch comes this way
  n->link_lost = n->mute = false;
  gone_.erase({name, session});
  set_state(*n, n->outdated.empty() ? node_state::up : node_state::joining, now);
  return placed(now, {{act::back, name, session}});
}

node_actions node_table::link_lost(const std::string& name, session_id session,
                                   time_point now) {
  node_actions out;
  if (present(name, session) == nullptr)
    return out;
  auto& n = *nodes_.find(name);
  n.second.link_lost = true;
  suspect(n, "its link was lost", now, out);
  return placed(now, std::move(out));
}

void node_table::suspect(node_map::value_type& n, std::string why, time_point now,
                         node_actions& out) {
  if (n.second.state == node_state::suspect)
    return;
  set_state(n.second, node_state::suspect, now);
  out.push_back({act::suspect,
                 n.first,
                 n.second.session,
                 {},
                 {errc::timeout, std::move(why), "see whether its host and its link are up"}});
}

void node_table::give_up(node_map::value_type& n, time_point now, node_actions& out) {
  for (auto& s : parts_)
    if (s.served() && s.holder == n.first)
      s.how = tenure::awaited;
  n.second.knows_to = lists_.newest().number;
  n.second.member = may_work(n.second, now);
  out.push_back({act::lost, n.first, n.second.session, {}, why_lost(n.second, now)});
  n.second.outdated.clear();
  set_state(n.second, node_state::lost, now);
}

/// While this process stood still it could hear nobody.
void node_table::excuse_absence(time_point now) {
  const auto gap = now - std::exchange(last_tick_, now);
  if (gap < from_ms(cfg_.silence_ms / 2))
    return;
  for (auto& [name, n] : nodes_)
    n.heard = std::min(n.heard + gap, now);
}

node_actions node_table::tick(time_point now) {
  node_actions out;
  excuse_absence(now);
  for (auto& n : nodes_) {
    if (!n.second.present())
      continue;
    if (n.second.deaths > 0 && now >= n.second.joined + from_ms(cfg_.steady_ms))
      n.second.deaths = 0;
    const auto silent = now - n.second.heard;
    if (silent >= from_ms(cfg_.silence_ms + cfg_.rejoin_ms))
      give_up(n, now, out);
    else if (silent >= from_ms(cfg_.silence_ms))
      suspect(n, "nothing was heard for " + whole_ms(silent), now, out);
  }
  give_up_idle(now);
  return placed(now, std::move(out));
}

node_actions node_table::goodbye(const std::string& name, session_id session, time_point now) {
  node_actions out;
  auto* n = present(name, session);
  if (n == nullptr)
    return out;
  n->leaving = true;
  n->heard = now;
  for (auto& s : parts_)
    if (s.how == tenure::held && s.holder == name)
      stop(s, out);
  end_leaving(now, out);
  return placed(now, std::move(out));
}

void node_table::end_leaving(time_point now, node_actions& out) {
  for (auto& one : nodes_) {
    auto& [name, n] = one;
    auto holds = [&holder = one.first](const part_entry& s) {
      return s.served() && s.holder == holder;
    };
    if (!n.present() || !n.leaving || !n.outdated.empty() || std::ranges::any_of(parts_, holds))
      continue;
    set_state(n, node_state::left, now);
    n.member = false;
    silence(one, now);
    out.push_back({act::left, name, n.session});
  }
}

tl::expected<node_actions, error> node_table::drain(const std::string& name, time_point now) {
  return set_draining(name, true, now);
}

tl::expected<node_actions, error> node_table::undrain(const std::string& name, time_point now) {
  return set_draining(name, false, now);
}

tl::expected<node_actions, error> node_table::set_draining(const std::string& name,
                                                           bool draining, time_point now) {
  auto found = nodes_.find(name);
  if (found == nodes_.end())
    return tl::unexpected(
        error{errc::unknown_target, "there is no node " + name, "`mesh nodes` lists them"});
  if (std::exchange(found->second.draining, draining) != draining
      && found->second.state == node_state::up)
    found->second.since = now;
  return placed(now, {});
}

} // namespace mesh
