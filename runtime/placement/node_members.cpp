#include "runtime/placement/node_members.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace mesh {

namespace {

std::string in_ms(duration d) {
  return std::to_string(std::llround(to_ms(d))) + " ms";
}

} // namespace

void node_members::recall(const stored_placement& stored, time_point now) {
  auto known = [&](const std::string& name) {
    auto& n = nodes_[name];
    n.state = node_state::lost;
    n.since = n.heard = now;
    return &n;
  };
  std::ranges::for_each(stored.nodes, known);
  for (const auto& name : stored.drained)
    known(name)->draining = true;
  for (const auto& [name, process] : stored.processes) {
    auto* n = known(name);
    n->before = process.session;
    n->host_id = process.host_id;
  }
  for (const auto& part : stored.parts)
    if (!part.node.empty())
      known(part.node);
  lists_ = member_lists(stored.lists);
  if (stored.lists.empty()) // of an older hub
    lists_.set(all_known());
  const auto newest = lists_.newest().number;
  for (const auto& m : lists_.newest().members) {
    auto found = nodes_.find(m.name);
    if (found == nodes_.end())
      continue;
    auto& n = found->second;
    auto since = stored.knows.find(m.name);
    n.member = true;
    n.knows_from = since == stored.knows.end() ? lists_.all().front().number : since->second;
    n.knows_to = newest;
  }
}

void node_members::store(stored_placement& to) const {
  for (const auto& [name, n] : nodes_) {
    to.nodes.push_back(name);
    if (n.draining)
      to.drained.push_back(name);
    if (n.member)
      to.knows[name] = n.knows_from;
    if (n.process() != 0)
      to.processes[name] = {n.process(), n.host_id};
  }
  to.lists = lists_.all();
}

std::vector<mesh_member> node_members::all_known() const {
  std::vector<mesh_member> all;
  for (const auto& [name, n] : nodes_)
    all.push_back({name, n.process()});
  return all;
}

const node_entry* node_members::find(const std::string& name) const {
  const auto found = nodes_.find(name);
  return found == nodes_.end() ? nullptr : &found->second;
}

node_entry* node_members::present(const std::string& name, session_id session) {
  auto found = nodes_.find(name);
  if (found != nodes_.end() && found->second.session == session && found->second.present())
    return &found->second;
  ++ignored_;
  return nullptr;
}

std::optional<error> node_members::objection(const node_greeting& g, time_point now) const {
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

/// Whether the process that had this name last has no lease any more, or is this one.
bool node_members::is_over(const node_entry& n, const node_greeting& g) {
  const bool on_its_host = !g.host_id.empty() && g.host_id == n.host_id;
  return n.process() == 0 || n.process() == g.session || n.mute || on_its_host
         || (!n.present() && !n.member);
}

error node_members::name_in_use(const std::string& name, const node_entry& n,
                                time_point now) const {
  const auto ago = in_ms(now - n.heard) + " ago";
  if (n.present() && n.state != node_state::suspect)
    return {errc::already_exists, "a node " + name + " is there and was heard " + ago,
            "give each node its own name; if this one was restarted on another host it is let "
            "in when the one before can no longer be working"};
  return {errc::already_exists,
          "a node " + name + " was heard " + ago + " and may still be working",
          "it is let in when that can be ruled out, "
              + in_ms(from_ms(cfg_.silence_ms + cfg_.rejoin_ms))
              + " after the last sign of it; when it is gone for good: node forget " + name};
}

/// Of the nodes that are only remembered the one that has gone first.
node_map::const_iterator node_members::oldest_gone() const {
  auto oldest = nodes_.end();
  for (auto i = nodes_.begin(); i != nodes_.end(); ++i)
    if (!i->second.present() && !i->second.member
        && (oldest == nodes_.end() || i->second.since < oldest->second.since))
      oldest = i;
  return oldest;
}

node_map::iterator node_members::admit(const std::string& name) {
  if (!nodes_.contains(name) && nodes_.size() >= static_cast<std::size_t>(cfg_.nodes))
    if (auto oldest = oldest_gone(); oldest != nodes_.end())
      nodes_.erase(oldest);
  return nodes_.try_emplace(name).first;
}

void node_members::follow(node_entry& n, const node_greeting& g, time_point now) {
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

void node_members::join(node_entry& n, const known_mesh& knows, std::uint64_t mesh) const {
  if (!std::exchange(n.member, true))
    n.knows_from = lists_.newest().number + 1;
  if (knows.id != 0 && knows.id == mesh)
    n.knows_from = std::min(n.knows_from, knows.members.number);
}

bool node_members::learn_of(const mesh_member& m, std::uint64_t list, time_point now) {
  if (gone_.contains(m))
    return true;
  auto [where, is_new] = nodes_.try_emplace(m.name);
  auto& n = where->second;
  if (!is_new && (n.present() || n.member)) {
    return n.process() == m.session; // else perhaps both work
  }
  n.set(node_state::lost, now);
  n.heard = now;
  n.session = 0;
  n.before = m.session;
  n.host_id.clear();
  n.mute = n.leaving = n.link_lost = false;
  n.hears_us = {};
  n.member = true;
  n.knows_from = list;
  n.knows_to = lists_.newest().number;
  return true;
}

void node_members::silence(node_map::value_type& n, time_point now) {
  n.second.mute = true;
  gone_.try_emplace({n.first, n.second.process()}, now);
}

void node_members::excuse(duration gap, time_point now) {
  for (auto& [name, n] : nodes_)
    n.heard = std::min(n.heard + gap, now);
}

void node_members::lose(node_map::value_type& n, bool behind, time_point now) {
  n.second.knows_to = lists_.newest().number;
  n.second.member = may_work(n.second, behind, now);
  n.second.outdated.clear();
  n.second.set(node_state::lost, now);
}

void node_members::give_up_idle(bool behind, time_point now) {
  for (auto& [name, n] : nodes_)
    if (n.state == node_state::lost && n.member)
      n.member = may_work(n, behind, now);
}

/// In its time, or with a majority by some list of members that it may have.
bool node_members::may_work(const node_entry& n, bool behind, time_point now) const {
  if (n.mute)
    return false;
  if (now < n.heard + from_ms(cfg_.silence_ms + cfg_.rejoin_ms)
      || (n.session == 0 && now < return_by_) || behind)
    return true;
  auto may_say_no = [&](const mesh_member& other) {
    auto gone = gone_.find(other);
    if (gone != gone_.end() && now >= gone->second + longest_lease(cfg_))
      return false;
    auto found = nodes_.find(other.name); // if not: long gone, but who knows
    return found == nodes_.end() || found->second.process() != other.session
           || !found->second.hears_us.is_certain(cfg_, now);
  };
  return std::ranges::any_of(lists_.all(), [&](const member_list& l) {
    const auto& all = l.members;
    auto others = all.size() - static_cast<std::size_t>(std::ranges::count_if(all, may_say_no));
    return l.number >= n.knows_from && l.number <= n.knows_to
           && !rules_out_majority(others, all.size());
  });
}

void node_members::update() {
  std::vector<mesh_member> members;
  auto oldest = lists_.newest().number + 1;
  for (const auto& [name, n] : nodes_)
    if (n.member) {
      members.push_back({name, n.process()});
      oldest = std::min(oldest, n.knows_from);
    }
  lists_.set(std::move(members));
  lists_.forget_before(oldest);
  std::erase_if(gone_, [&](const auto& one) { // nobody goes by what it said
    return std::ranges::none_of(lists_.all(), [&](const member_list& l) {
      return std::ranges::count(l.members, one.first) > 0;
    });
  });
}

std::vector<std::string> node_members::missing() const {
  std::vector<std::string> names;
  for (const auto& [name, n] : nodes_)
    if (n.member && !n.present())
      names.push_back(name);
  return names;
}

} // namespace mesh
