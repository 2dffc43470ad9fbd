#include "runtime/placement/node_table.hpp"

#include <algorithm>
#include <set>

namespace mesh {

node_table::node_table(const placement_config& cfg, int sectors, const stored_placement& stored,
                       time_point now)
    : cfg_(cfg),
      sectors_(static_cast<std::size_t>(sectors)),
      return_by_(now + from_ms(cfg.return_ms)),
      newest_hello_(now),
      last_tick_(now) {
  auto remember = [&](const std::string& name) {
    auto& n = nodes_[name];
    n.state = node_state::lost;
    n.since = n.heard = now;
  };
  std::ranges::for_each(stored.nodes, remember);
  for (const auto& s : stored.sectors)
    if (auto* mine = sector_at(s.sector)) {
      mine->epoch = s.epoch;
      mine->holder = s.node;
      mine->how = s.node.empty() ? tenure::nobody : tenure::awaited;
      if (s.node.empty())
        continue;
      remember(s.node);
      awaiting_ = true;
    }
}

node_table::sector_entry* node_table::sector_at(sector_id id) {
  return id.sector < sectors_.size() ? &sectors_[id.sector] : nullptr;
}

node_actions node_table::dropped(const std::string& name, session_id session, held_sector what,
                                 time_point now) {
  node_actions out;
  auto* n = present(name, session);
  if (n == nullptr)
    return out;
  n->heard = now;
  std::erase(n->outdated, what);
  if (n->state == node_state::joining && n->outdated.empty())
    set_state(*n, node_state::up, now);
  auto* s = sector_at(what.sector);
  if (s != nullptr && s->served() && s->holder == name && s->epoch == what.epoch) {
    s->how = tenure::nobody;
    s->holder.clear();
  }
  end_leaving(now, out);
  return placed(now, std::move(out));
}

node_actions node_table::placed(time_point now, node_actions out) {
  place(now, out);
  return out;
}

/// Gives away what nobody holds, and has sectors stopped that others should have.
void node_table::place(time_point now, node_actions& out) {
  if (!may_place(now))
    return;
  std::vector<std::string> owners;
  auto moving = 0;
  for (const auto& s : sectors_) {
    owners.push_back(s.how == tenure::held ? s.holder : std::string());
    moving += s.how == tenure::stopping ? 1 : 0;
  }
  for (const auto& m : plan_placement(owners, shares())) {
    auto i = std::size_t{m.sector.sector};
    if (m.to.empty() || sectors_[i].how == tenure::stopping)
      continue;
    if (sectors_[i].how != tenure::held)
      host(i, m.to, out);
    else if (moving++ < cfg_.moves_at_once)
      stop(i, out);
  }
}

/// Not as long as more nodes are likely to come, which would hold or get them.
bool node_table::may_place(time_point now) {
  auto is_away = [&](const sector_entry& s) {
    auto n = nodes_.find(s.holder);
    return s.how == tenure::awaited && (n == nodes_.end() || n->second.session == 0);
  };
  awaiting_ = awaiting_ && now < return_by_ && std::ranges::any_of(sectors_, is_away);
  if (awaiting_)
    return false;
  auto takers = std::ranges::count(shares(), share_kind::takes, &node_share::kind);
  if (takers == 0) {
    settled_ = false;
    return false;
  }
  auto never_given = [](const sector_entry& s) {
    return s.epoch == 0;
  };
  const bool all_here = cfg_.expected_nodes > 0 && takers >= cfg_.expected_nodes
                        && std::ranges::all_of(sectors_, never_given);
  settled_ = settled_ || all_here || now >= newest_hello_ + from_ms(cfg_.settle_ms);
  return settled_;
}

std::vector<node_share> node_table::shares() const {
  std::vector<node_share> all;
  for (const auto& [name, n] : nodes_) {
    if (!n.present())
      continue;
    auto kind = n.state != node_state::up ? share_kind::keeps
                : n.draining || n.leaving ? share_kind::gives
                                          : share_kind::takes;
    all.push_back({name, n.capacity, kind});
  }
  return all;
}

void node_table::stop(std::size_t i, node_actions& out) {
  auto& s = sectors_[i];
  s.how = tenure::stopping;
  out.push_back({node_action::kind::drop,
                 s.holder,
                 nodes_[s.holder].session,
                 {sector_id{static_cast<std::uint8_t>(i)}, s.epoch}});
}

void node_table::host(std::size_t i, const std::string& name, node_actions& out) {
  auto& s = sectors_[i];
  s.how = tenure::held;
  s.holder = name;
  ++s.epoch;
  out.push_back({node_action::kind::host,
                 name,
                 nodes_[name].session,
                 {sector_id{static_cast<std::uint8_t>(i)}, s.epoch}});
}

bool node_table::serves(const std::string& name, session_id session, sector_id sector) const {
  auto n = nodes_.find(name);
  return sector.sector < sectors_.size() && sectors_[sector.sector].served()
         && sectors_[sector.sector].holder == name && n != nodes_.end()
         && n->second.session == session && n->second.present();
}

std::string node_table::holder(sector_id sector) const {
  bool served = sector.sector < sectors_.size() && sectors_[sector.sector].served();
  return served ? sectors_[sector.sector].holder : std::string();
}

std::uint64_t node_table::epoch(sector_id sector) const {
  return sector.sector < sectors_.size() ? sectors_[sector.sector].epoch : 0;
}

stored_placement node_table::stored() const {
  stored_placement all;
  for (std::size_t i = 0; i < sectors_.size(); ++i)
    all.sectors.push_back(
        {sector_id{static_cast<std::uint8_t>(i)}, sectors_[i].holder, sectors_[i].epoch});
  for (const auto& [name, n] : nodes_)
    all.nodes.push_back(name);
  return all;
}

peer_list node_table::peers_of(const std::string& name) const {
  peer_list all;
  std::set<std::string> away;
  for (const auto& s : sectors_)
    if (!s.holder.empty() && s.holder != name)
      away.insert(s.holder); // perhaps forgotten otherwise
  for (const auto& [other, n] : nodes_) {
    if (other == name)
      continue;
    away.insert(other);
    if (n.present()) {
      away.erase(other);
      all.here.push_back(other);
    }
  }
  all.away.assign(away.begin(), away.end());
  return all;
}

std::vector<node_row> node_table::rows(time_point now) const {
  std::vector<node_row> all;
  for (const auto& [name, n] : nodes_) {
    auto held = std::ranges::count_if(sectors_, [&, &holder = name](const sector_entry& s) {
      return s.served() && s.holder == holder;
    });
    const bool drains = n.state == node_state::up && (n.draining || n.leaving);
    all.push_back({name, drains ? node_state::draining : n.state, static_cast<int>(held),
                   n.capacity, n.session, now - n.since, now - n.heard});
  }
  return all;
}

} // namespace mesh
