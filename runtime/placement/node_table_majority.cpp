// Which lost nodes may still work at what they hold (majority.hpp).
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "runtime/placement/node_table.hpp"

namespace mesh {

/// A hub that has just begun has heard nobody: all who were members may work.
void node_table::recall_members(const stored_placement& stored) {
  lists_ = member_lists(stored.lists);
  if (stored.lists.empty()) // of an older hub
    lists_.set(all_known());
  const auto newest = lists_.newest().number;
  for (const auto& m : lists_.newest().members) {
    auto found = nodes_.find(m.name);
    if (found == nodes_.end())
      continue;
    auto& n = found->second;
    auto known = stored.knows.find(m.name);
    n.member = true;
    n.knows_from = known == stored.knows.end() ? lists_.all().front().number : known->second;
    n.knows_to = newest;
  }
}

std::vector<mesh_member> node_table::all_known() const {
  std::vector<mesh_member> all;
  for (const auto& [name, n] : nodes_)
    all.push_back({name, n.process()});
  return all;
}

/// One that was given up has no grip before its welcome, which tells it the next list. Of
/// a hub of before it may have had one.
void node_table::join_members(node& n, const known_mesh& knows) const {
  if (!std::exchange(n.member, true))
    n.knows_from = lists_.newest().number + 1;
  if (knows.id != 0 && knows.id == mesh_)
    n.knows_from = std::min(n.knows_from, knows.members.number);
}

void node_table::update_members() {
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

/// Its process says nothing from now on.
void node_table::silence(node_map::value_type& n, time_point now) {
  n.second.mute = true;
  gone_.try_emplace({n.first, n.second.process()}, now);
}

void node_table::reached(const std::string& name, session_id session, time_point sent,
                         time_point now) {
  if (auto* n = present(name, session))
    n->hears_us.acknowledged(cfg_, sent, now);
}

void node_table::acknowledged(const std::string& name, session_id session, std::uint64_t list) {
  if (auto* n = present(name, session))
    n->knows_from = std::max(n->knows_from, list);
}

node_actions node_table::dead(const std::string& name, session_id session, time_point now) {
  auto found = nodes_.find(name);
  if (found == nodes_.end() || found->second.session != session)
    return {};
  auto& n = found->second;
  const bool silent = n.state == node_state::suspect || n.state == node_state::lost;
  if (!silent || n.mute)
    return {};
  silence(*found, now);
  give_up_idle(now);
  return placed(now, {});
}

tl::expected<node_actions, error> node_table::forget(const std::string& name, time_point now) {
  auto found = nodes_.find(name);
  if (found == nodes_.end())
    return tl::unexpected(
        error{errc::unknown_target, "there is no node " + name, "`mesh nodes` lists them"});
  auto& n = found->second;
  if (n.present() && n.state != node_state::suspect)
    return tl::unexpected(
        error{errc::invalid_argument, name + " is heard, and works",
              "stop it, which lets it leave in order; or take its sectors: node drain"});
  node_actions out;
  forget(*found, now, out);
  return placed(now, std::move(out));
}

void node_table::forget(node_map::value_type& one, time_point now, node_actions& out) {
  auto& [name, n] = one;
  const error why{errc::cancelled, "an operator has given it up",
                  "its sectors go to others; it may join again"};
  if (n.state != node_state::left)
    out.push_back({node_action::kind::lost, name, n.session, {}, why});
  for (auto& s : parts_)
    if (s.holder == name)
      release(s);
  n.outdated.clear();
  n.member = false;
  silence(one, now);
  set_state(n, node_state::left, now);
}

/// Lost nodes that cannot work any more stop being members.
void node_table::give_up_idle(time_point now) {
  for (auto& [name, n] : nodes_)
    if (n.state == node_state::lost && n.member)
      n.member = may_work(n, now);
}

/// In its time, or with a majority by some list of members that it may have.
bool node_table::may_work(const node& n, time_point now) const {
  if (n.mute)
    return false;
  if (now < n.heard + from_ms(cfg_.silence_ms + cfg_.rejoin_ms)
      || (n.session == 0 && now < return_by_) || behind_)
    return true;
  auto may_say_no = [&](const mesh_member& other) {
    auto gone = gone_.find(other);
    if (gone != gone_.end() && now >= gone->second + longest_grip(cfg_))
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

/// A node knows more than this hub: of a mesh of which it has no data, or older ones. What
/// this hub has counted since it began says nothing about what nodes knew before.
void node_table::learn(const node_greeting& g, time_point now) {
  const auto& k = g.knows;
  const auto known =
      std::ranges::count(told_, mesh_member{g.name, g.session}) > 0 ? term_ : known_term_;
  if (k.id == 0 || (mesh_ != 0 && k.id != mesh_) || (k.term <= known && !behind_))
    return;
  known_term_ = std::max(known_term_, k.term);
  mesh_ = k.id;
  if (!std::exchange(behind_, true))
    informant_ = g.name;
  term_ = std::max(term_, k.term);
  lists_.learn(k.members);
  for (const auto& m : k.members.members) // also more than placement.nodes
    learn_of(m, k.members.number, now);
}

/// What it knows from now on, this hub has told it.
void node_table::note_told(const mesh_member& m) {
  constexpr std::size_t most = 1'024; // whoever comes back later is compared as a stranger
  if (std::ranges::count(told_, m) == 0)
    told_.push_back(m);
  if (told_.size() > most)
    told_.pop_front();
}

/// A process that may work, as a node was told. Nothing that is known of another process
/// of its name holds for it: not its death, not its host, not what it has heard.
void node_table::learn_of(const mesh_member& m, std::uint64_t list, time_point now) {
  if (gone_.contains(m))
    return;
  auto [where, is_new] = nodes_.try_emplace(m.name);
  auto& n = where->second;
  if (!is_new && (n.present() || n.member)) {
    if (n.process() == m.session)
      return;
    if (std::ranges::count(strangers_, m) == 0)
      strangers_.push_back(m); // perhaps it works, too
    return;
  }
  std::erase(strangers_, m);
  set_state(n, node_state::lost, now);
  n.heard = now;
  n.session = 0;
  n.before = m.session;
  n.host_id.clear();
  n.mute = n.leaving = n.link_lost = false;
  n.hears_us = {};
  n.member = true;
  n.knows_from = list;
  n.knows_to = lists_.newest().number;
}

/// Members that have not come.
std::vector<std::string> node_table::missing() const {
  std::vector<std::string> names;
  for (const auto& [name, n] : nodes_)
    if (n.member && !n.present())
      names.push_back(name);
  for (const auto& m : strangers_)
    names.push_back(m.name + " (another process of that name)");
  return names;
}

/// When all are there of which anybody knows, what is held is known, too.
void node_table::catch_up(time_point now) {
  if (!behind_ || !missing().empty())
    return;
  const auto here = takers(now);
  if (here == 0 || here < cfg_.expected_nodes || now < newest_hello_ + from_ms(cfg_.settle_ms))
    return;
  behind_ = false;
}

tl::expected<node_actions, error> node_table::adopt(time_point now) {
  if (waits_for().code == errc::none)
    return tl::unexpected(error{errc::invalid_argument, "nothing waits for that",
                                "`mesh nodes` says what is placed"});
  node_actions out;
  for (auto& n : nodes_)
    if (behind_ && n.second.member && !n.second.present())
      forget(n, now, out);
  adopted_ = true;
  behind_ = false;
  known_term_ = term_;
  strangers_.clear();
  return placed(now, std::move(out));
}

/// Its holder is lost, and perhaps works at it.
bool node_table::keeps(const part_entry& s) const {
  auto n = nodes_.find(s.holder);
  return s.how == tenure::awaited && n != nodes_.end() && n->second.member;
}

error node_table::why_lost(const node& n, time_point now) {
  auto silent =
      "nothing was heard for " + std::to_string(std::llround(to_ms(now - n.heard))) + " ms";
  if (!n.member)
    return {errc::timeout, silent, "its sectors go to others; it may join again"};
  return {errc::timeout, silent + ", and it may go on with others that are not heard",
          "its sectors wait for it; when it is gone for good: node forget NAME"};
}

} // namespace mesh
