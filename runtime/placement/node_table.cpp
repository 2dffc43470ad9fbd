#include "runtime/placement/node_table.hpp"

#include <algorithm>
#include <utility>

namespace mesh {

node_table::node_table(const placement_config& cfg, int sectors, const stored_placement& stored,
                       time_point now, std::uint64_t new_mesh)
    : cfg_(cfg),
      new_mesh_(new_mesh),
      mesh_(stored.mesh),
      term_(stored.term),
      known_term_(stored.term),
      behind_(stored.behind),
      sectors_(static_cast<std::size_t>(sectors)),
      return_by_(now + from_ms(cfg.return_ms)),
      newest_hello_(now),
      last_tick_(now) {
  for (int i = 0; i < sectors; ++i)
    parts_.push_back({sector_id{static_cast<std::uint8_t>(i)}});
  auto add_cluster = [this](cluster_id cluster, const std::string& wanted) {
    if (find(cluster) != nullptr)
      return;
    parts_.push_back({cluster, wanted});
    std::sort(parts_.begin() + static_cast<std::ptrdiff_t>(sectors_), parts_.end(),
              [](const part_entry& l, const part_entry& r) { return l.what < r.what; });
  };
  for (const auto& [cluster, wanted] : cfg.clusters)
    add_cluster(cluster.cluster(), wanted);
  for (const auto& s : stored.parts)
    if (s.what.is_cluster())
      add_cluster(s.what.cluster(), {});
  remember(stored, now);
}

void node_table::remember(const stored_placement& stored, time_point now) {
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
  for (const auto& s : stored.parts)
    if (auto* mine = find(s.what)) {
      mine->epoch = s.epoch;
      mine->holder = s.node;
      mine->how = s.node.empty() ? tenure::nobody : tenure::awaited;
      if (s.node.empty())
        continue;
      known(s.node);
      awaiting_ = true;
    }
  for (const auto& c : parts_)
    if (c.what.is_cluster() && c.epoch == 0)
      if (auto* sector = find(c.what.sector()))
        sector->divided = sector->epoch > 0;
  recall_members(stored);
}

const node_table::part_entry* node_table::find(const placed_part& what) const {
  if (!what.is_cluster())
    return what.sector().sector < sectors_ ? &parts_[what.sector().sector] : nullptr;
  auto first = parts_.begin() + static_cast<std::ptrdiff_t>(sectors_);
  auto found = std::ranges::lower_bound(first, parts_.end(), what, {}, &part_entry::what);
  return found != parts_.end() && found->what == what ? &*found : nullptr;
}

node_table::part_entry* node_table::find(const placed_part& what) {
  return const_cast<part_entry*>(std::as_const(*this).find(what));
}

placed_part node_table::part_of(cluster_id cluster) const {
  return find(cluster) != nullptr ? placed_part(cluster) : placed_part(cluster.parent());
}

std::vector<cluster_id> node_table::apart(sector_id sector) const {
  std::vector<cluster_id> all;
  for (auto i = sectors_; i < parts_.size(); ++i)
    if (parts_[i].what.sector() == sector)
      all.push_back(parts_[i].what.cluster());
  return all;
}

node_actions node_table::dropped(const std::string& name, session_id session,
                                 const held_part& what, time_point now) {
  node_actions out;
  auto* n = present(name, session);
  if (n == nullptr)
    return out;
  n->heard = now;
  std::erase(n->outdated, what);
  if (n->state == node_state::joining && n->outdated.empty())
    set_state(*n, node_state::up, now);
  auto* s = find(what.what);
  if (s != nullptr && s->served() && s->holder == name && s->epoch == what.epoch)
    release(*s);
  end_leaving(now, out);
  return placed(now, std::move(out));
}

node_actions node_table::placed(time_point now, node_actions out) {
  catch_up(now);
  update_members();
  place(now, out);
  return out;
}

/// Gives away what nobody holds, and has sectors stopped that others should have.
void node_table::place(time_point now, node_actions& out) {
  if (!may_place(now))
    return;
  std::vector<std::string> owners;
  auto moving = 0;
  for (std::size_t i = 0; i < sectors_; ++i) {
    const auto& s = parts_[i];
    owners.push_back(s.how == tenure::held || keeps(s) ? s.holder : std::string());
    moving += s.how == tenure::stopping ? 1 : 0;
  }
  for (const auto& m : plan_placement(owners, shares(now))) {
    auto& s = *find(m.sector);
    if (m.to.empty() || s.how == tenure::stopping)
      continue;
    if (s.how != tenure::held)
      host(s, m.to, out);
    else if (moving++ < cfg_.moves_at_once)
      stop(s, out);
  }
  for (std::size_t i = 0; i < sectors_; ++i)
    if (parts_[i].divided && parts_[i].how == tenure::held && moving++ < cfg_.moves_at_once)
      stop(parts_[i], out);
  place_apart(now, out);
}

/// A cluster goes where it is wanted, else with its sector.
void node_table::place_apart(time_point now, node_actions& out) {
  const auto all = shares(now);
  for (auto i = sectors_; i < parts_.size(); ++i) {
    auto& c = parts_[i];
    if (c.how == tenure::stopping || keeps(c) || find(c.what.sector())->divided)
      continue;
    const auto owner = c.how == tenure::held ? c.holder : std::string();
    const auto to = place_of_cluster(c.wanted, owner, holder(c.what.sector()), all);
    if (to == owner)
      continue;
    if (c.how == tenure::held)
      stop(c, out);
    else
      host(c, to, out);
  }
}

/// Not as long as more nodes are likely to come, which would hold or get them.
bool node_table::may_place(time_point now) {
  auto is_away = [&](const part_entry& s) {
    auto n = nodes_.find(s.holder);
    return s.how == tenure::awaited
           && (n == nodes_.end() || (n->second.session == 0 && n->second.member));
  };
  awaiting_ = awaiting_ && now < return_by_ && std::ranges::any_of(parts_, is_away);
  if (awaiting_)
    return false;
  const auto ready = takers(now);
  if (ready == 0) {
    settled_ = false;
    return false;
  }
  const bool given = was_ever_given();
  const bool enough =
      cfg_.expected_nodes == 0 || given || adopted_ || ready >= cfg_.expected_nodes;
  if (behind_ || !enough)
    return false;
  const bool all_here = cfg_.expected_nodes > 0 && ready >= cfg_.expected_nodes && !given;
  settled_ = settled_ || all_here || now >= newest_hello_ + from_ms(cfg_.settle_ms);
  return settled_;
}

bool node_table::was_ever_given() const {
  return std::ranges::any_of(parts_, [](const part_entry& s) { return s.epoch > 0; });
}

std::ptrdiff_t node_table::takers(time_point now) const {
  return std::ranges::count(shares(now), share_kind::takes, &node_share::kind);
}

/// Who keeps dying takes nothing as long as somebody else does.
std::vector<node_share> node_table::shares(time_point now) const {
  std::vector<node_share> all;
  std::vector<std::size_t> held_back;
  auto others = false;
  for (const auto& [name, n] : nodes_) {
    if (!n.present() && !n.member)
      continue;
    auto kind = n.state != node_state::up ? share_kind::keeps
                : n.draining || n.leaving ? share_kind::gives
                                          : share_kind::takes;
    if (kind == share_kind::takes && now < n.held_back)
      held_back.push_back(all.size());
    else
      others = others || kind == share_kind::takes;
    all.push_back({name, n.capacity, kind});
  }
  for (auto i : held_back)
    if (others)
      all[i].kind = share_kind::keeps;
  return all;
}

error node_table::waits_for() const {
  if (behind_) {
    std::string away;
    for (const auto& name : missing())
      away += (away.empty() ? "" : ", ") + name;
    return {errc::approval_required,
            "this orchestrator has older data than " + informant_
                + (away.empty() ? "" : " knows of; away and perhaps at work: " + away),
            "start it with its newest data; or bring those hosts back; or stop them for good "
            "and: node adopt"};
  }
  const auto here = std::ranges::count_if(nodes_, [](const auto& n) {
    return n.second.state == node_state::up && !n.second.draining && !n.second.leaving;
  });
  if (cfg_.expected_nodes == 0 || adopted_ || here >= cfg_.expected_nodes || was_ever_given())
    return {};
  return {errc::approval_required,
          std::to_string(here) + " of " + std::to_string(cfg_.expected_nodes)
              + " hosts have come, and nothing was ever placed",
          "start the others; or when these are all there are: node adopt"};
}

void node_table::stop(part_entry& part, node_actions& out) {
  part.how = tenure::stopping;
  out.push_back({node_action::kind::drop,
                 part.holder,
                 nodes_[part.holder].session,
                 {part.what, part.epoch},
                 {},
                 true});
}

void node_table::release(part_entry& part) {
  part.how = tenure::nobody;
  part.holder.clear();
}

void node_table::host(part_entry& part, const std::string& name, node_actions& out) {
  part.how = tenure::held;
  part.holder = name;
  part.divided = false;
  ++part.epoch;
  if (mesh_ == 0)
    mesh_ = new_mesh_;
  out.push_back({node_action::kind::host, name, nodes_[name].session, {part.what, part.epoch}});
}

bool node_table::serves(const std::string& name, session_id session,
                        const placed_part& what) const {
  const auto* part = find(what);
  auto n = nodes_.find(name);
  return part != nullptr && part->served() && part->holder == name && n != nodes_.end()
         && n->second.session == session && n->second.present();
}

std::string node_table::holder(const placed_part& what) const {
  const auto* part = find(what);
  return part != nullptr && part->served() ? part->holder : std::string();
}

std::uint64_t node_table::epoch(const placed_part& what) const {
  const auto* part = find(what);
  return part != nullptr ? part->epoch : 0;
}

session_id node_table::process(const std::string& name) const {
  auto found = nodes_.find(name);
  return found != nodes_.end() ? found->second.process() : 0;
}

stored_placement node_table::stored() const {
  stored_placement all;
  for (const auto& part : parts_)
    all.parts.push_back({part.what, part.holder, part.epoch});
  for (const auto& [name, n] : nodes_) {
    all.nodes.push_back(name);
    if (n.draining)
      all.drained.push_back(name);
    if (n.member)
      all.knows[name] = n.knows_from;
    if (n.process() != 0)
      all.processes[name] = {n.process(), n.host_id};
  }
  all.lists = lists_.all();
  all.mesh = mesh_;
  all.term = term_;
  all.behind = behind_;
  return all;
}

std::vector<node_row> node_table::rows(time_point now) const {
  std::vector<node_row> all;
  for (const auto& [name, n] : nodes_) {
    const bool drains = n.state == node_state::up && (n.draining || n.leaving);
    node_row row{name,
                 drains ? node_state::draining : n.state,
                 0,
                 0,
                 n.capacity,
                 n.session,
                 now - n.since,
                 now - n.heard};
    for (const auto& part : parts_)
      if ((part.served() || keeps(part)) && part.holder == name)
        ++(part.what.is_cluster() ? row.clusters_apart : row.sectors);
    row.keeps = n.state == node_state::lost && row.sectors + row.clusters_apart > 0;
    row.deaths = n.deaths;
    row.held_back = std::max(n.held_back - now, duration{});
    all.push_back(row);
  }
  return all;
}

} // namespace mesh
