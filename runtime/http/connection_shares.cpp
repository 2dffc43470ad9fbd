#include "runtime/http/connection_shares.hpp"

#include <algorithm>

namespace mesh::control {

/// The reserve never takes more than half: there are nodes that must come in, too.
connection_shares::connection_shares(const control_config& limits)
    : most_(static_cast<std::size_t>(limits.connections)),
      per_identity_(std::min(most_, static_cast<std::size_t>(limits.connections_per_identity))),
      for_nodes_(
          most_ - std::min(most_ / 2, static_cast<std::size_t>(limits.connections_reserved))) {}

template <class Matches>
std::optional<connection_shares::key> connection_shares::idlest(Matches matches) const {
  std::optional<key> found;
  std::uint64_t since = 0;
  for (const auto& [which, what] : all_)
    if (what.idle_since != 0 && (!found || what.idle_since < since) && matches(what)) {
      found = which;
      since = what.idle_since;
    }
  return found;
}

void connection_shares::add(key which, held what) {
  ++by_identity_[what.identity];
  nodes_ += what.is_operator ? 0 : 1;
  all_.emplace(which, std::move(what));
}

connection_shares::verdict connection_shares::admit(key which, std::string identity,
                                                    bool is_operator) {
  verdict v{.admitted = true, .ends = {}, .reason = {}, .exhausted = {}};
  const auto is_node = [](const held& h) {
    return !h.is_operator;
  };
  const auto same = [&](const held& h) {
    return h.identity == identity;
  };
  auto make_room = [&](std::string_view reason, std::string_view exhausted,
                       std::optional<key> ends) {
    v = {ends.has_value(), ends, reason, exhausted};
  };
  if (auto mine = by_identity_.find(identity);
      mine != by_identity_.end() && mine->second >= per_identity_)
    make_room("too_many_of_identity", "control.connections_per_identity", idlest(same));
  else if (!is_operator && nodes_ >= for_nodes_)
    make_room("too_many_connections", "control.connections without the operators' reserve",
              idlest(is_node));
  else if (all_.size() >= most_) {
    auto ends = idlest(is_node);
    make_room("too_many_connections", "control.connections",
              ends ? ends : idlest([](const held&) { return true; }));
  }
  if (v.ends)
    gone(*v.ends);
  if (v.admitted)
    add(which, {std::move(identity), is_operator, ++moments_});
  return v;
}

void connection_shares::busy(key which) {
  if (auto found = all_.find(which); found != all_.end())
    found->second.idle_since = 0;
}

void connection_shares::idle(key which) {
  if (auto found = all_.find(which); found != all_.end())
    found->second.idle_since = ++moments_;
}

void connection_shares::gone(key which) {
  const auto found = all_.find(which);
  if (found == all_.end())
    return;
  nodes_ -= found->second.is_operator ? 0 : 1;
  if (auto mine = by_identity_.find(found->second.identity); --mine->second == 0)
    by_identity_.erase(mine);
  all_.erase(found);
}

} // namespace mesh::control
