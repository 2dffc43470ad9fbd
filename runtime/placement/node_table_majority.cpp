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
    lists_.set(names_known());
  const auto newest = lists_.newest().number;
  for (const auto& name : lists_.newest().names) {
    auto found = nodes_.find(name);
    if (found == nodes_.end())
      continue;
    auto& n = found->second;
    auto known = stored.knows.find(name);
    n.member = true;
    n.knows_from = known == stored.knows.end() ? lists_.all().front().number : known->second;
    n.knows_to = newest;
  }
}

std::vector<std::string> node_table::names_known() const {
  std::vector<std::string> names;
  for (const auto& [name, n] : nodes_)
    names.push_back(name);
  return names;
}

/// One that was given up has no grip before its welcome, which tells it the next list.
void node_table::join_members(node& n) const {
  if (!std::exchange(n.member, true))
    n.knows_from = lists_.newest().number + 1;
}

void node_table::update_members() {
  std::vector<std::string> names;
  auto oldest = lists_.newest().number + 1;
  for (const auto& [name, n] : nodes_)
    if (n.member) {
      names.push_back(name);
      oldest = std::min(oldest, n.knows_from);
    }
  lists_.set(std::move(names));
  lists_.forget_before(oldest);
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
  if (!silent || std::exchange(n.mute, true))
    return {};
  n.mute_since = now;
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
  const error why{errc::cancelled, "an operator has given it up",
                  "its sectors go to others; it may join again"};
  if (n.state != node_state::left)
    out.push_back({node_action::kind::lost, name, n.session, {}, why});
  for (auto& s : parts_)
    if (s.holder == name) {
      s.how = tenure::nobody;
      s.holder.clear();
    }
  n.outdated.clear();
  n.member = false;
  n.mute = true;
  n.mute_since = now;
  set_state(n, node_state::left, now);
  return placed(now, std::move(out));
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
      || (n.session == 0 && now < return_by_))
    return true;
  auto may_say_no = [&](const std::string& other) {
    auto found = nodes_.find(other);
    if (found == nodes_.end())
      return true; // long gone, but who knows
    const auto& o = found->second;
    return !o.hears_us.is_certain(cfg_, now)
           && !(o.mute && now >= o.mute_since + longest_grip(cfg_));
  };
  return std::ranges::any_of(lists_.all(), [&](const member_list& l) {
    auto others =
        l.names.size() - static_cast<std::size_t>(std::ranges::count_if(l.names, may_say_no));
    return l.number >= n.knows_from && l.number <= n.knows_to
           && !rules_out_majority(others, l.names.size());
  });
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
