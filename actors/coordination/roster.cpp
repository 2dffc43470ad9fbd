#include "actors/coordination/roster.hpp"

#include <algorithm>
#include <map>
#include <mutex>

namespace mesh {

roster::roster(const config& cfg) : cfg_(cfg), start_(cfg), dealt_(cfg.topology.agents) {
  const auto& t = cfg.topology;
  sectors_.resize(static_cast<std::size_t>(t.sectors));
  for (auto& clusters : sectors_)
    clusters.assign(static_cast<std::size_t>(t.clusters_per_sector),
                    cluster(static_cast<std::size_t>(t.agents_per_cluster)));
  for (int i = 0; i < t.agents; ++i)
    *find(start_.id_of(i)) = {membership::member, start_.dealt(i)};
}

const roster::place* roster::find(agent_id id) const {
  if (id.sector >= sectors_.size() || id.cluster >= sectors_[id.sector].size())
    return nullptr;
  const auto& slots = sectors_[id.sector][id.cluster];
  return id.agent < slots.size() ? &slots[id.agent] : nullptr;
}

roster::place* roster::find(agent_id id) {
  return const_cast<place*>(std::as_const(*this).find(id)); // NOLINT: the same, not const
}

template <class Visit>
void roster::each(const scope& where, Visit visit) const {
  for (std::size_t s = 0; s < sectors_.size(); ++s)
    for (std::size_t c = 0; c < sectors_[s].size(); ++c) {
      cluster_id in{static_cast<std::uint8_t>(s), static_cast<std::uint8_t>(c)};
      if (!where.touches(in))
        continue;
      for (std::size_t a = 0; a < sectors_[s][c].size(); ++a)
        if (agent_id id{in.sector, in.cluster, static_cast<std::uint8_t>(a)};
            sectors_[s][c][a].standing != membership::absent && where.contains(id))
          visit(id, sectors_[s][c][a]);
    }
}

agent_identity roster::identity(agent_id id) const {
  std::shared_lock lock(mutex_);
  const auto* here = find(id);
  auto who = start_.identity(id, here != nullptr ? here->cls : agent_class::a_edge);
  if (const auto found = linked_.find(id); found != linked_.end()) {
    who.linked = true;
    start_.add_capabilities(found->second, who);
  }
  return who;
}

membership roster::of(agent_id id) const {
  std::shared_lock lock(mutex_);
  const auto* here = find(id);
  return here != nullptr ? here->standing : membership::absent;
}

bool roster::contains(const scope& where) const {
  std::shared_lock lock(mutex_);
  switch (where.kind()) {
  case scope::level::all:
    return true;
  case scope::level::sector:
    return where.sector().sector < sectors_.size();
  case scope::level::cluster:
    return where.sector().sector < sectors_.size()
           && where.cluster().cluster < sectors_[where.sector().sector].size();
  case scope::level::agent:
    break;
  }
  const auto* here = find(where.agent());
  return here != nullptr && here->standing != membership::absent;
}

std::vector<agent_id> roster::in(const scope& where) const {
  std::shared_lock lock(mutex_);
  std::vector<agent_id> found;
  each(where, [&](agent_id id, const place&) { found.push_back(id); });
  return found;
}

int roster::agents() const {
  std::shared_lock lock(mutex_);
  int agents = 0;
  each({}, [&](agent_id, const place&) { ++agents; });
  return agents;
}

int roster::count(const scope& where, membership what) const {
  std::shared_lock lock(mutex_);
  int agents = 0;
  each(where, [&](agent_id, const place& p) { agents += p.standing == what ? 1 : 0; });
  return agents;
}

std::vector<std::uint32_t> roster::members() const {
  std::shared_lock lock(mutex_);
  std::vector<std::uint32_t> by_sector(sectors_.size());
  each({}, [&](agent_id id, const place& p) {
    by_sector[id.sector] += p.standing == membership::member ? 1 : 0;
  });
  return by_sector;
}

int roster::clusters(sector_id sector) const {
  std::shared_lock lock(mutex_);
  return sector.sector < sectors_.size() ? static_cast<int>(sectors_[sector.sector].size()) : 0;
}

int roster::clusters() const {
  std::shared_lock lock(mutex_);
  std::size_t clusters = 0;
  for (const auto& sector : sectors_)
    clusters += sector.size();
  return static_cast<int>(clusters);
}

std::vector<cluster_id> roster::all_clusters() const {
  std::shared_lock lock(mutex_);
  std::vector<cluster_id> all;
  for (std::size_t s = 0; s < sectors_.size(); ++s)
    for (std::size_t c = 0; c < sectors_[s].size(); ++c)
      all.push_back({static_cast<std::uint8_t>(s), static_cast<std::uint8_t>(c)});
  return all;
}

tl::expected<std::vector<agent_id>, error> roster::grow(const grow_order& wanted) {
  if (!contains(wanted.where))
    return tl::unexpected(error{errc::unknown_target,
                                to_string(wanted.where) + " is not in this mesh",
                                "see 'status' for its size"});
  if (auto known = capabilities().resolve(wanted.capabilities); !known)
    return tl::unexpected(known.error());
  std::unique_lock lock(mutex_);
  cluster_sizes sizes;
  for (const auto& clusters : sectors_) {
    auto& mine = sizes.emplace_back();
    for (const auto& slots : clusters)
      mine.push_back(
          static_cast<int>(std::count_if(slots.begin(), slots.end(), [](const place& p) {
            return p.standing != membership::absent;
          })));
  }
  auto most = bounds();
  auto placements = place_newcomers(std::move(sizes), wanted.agents, wanted.where, most);
  int room = 0;
  for (const auto& p : placements)
    room += p.agents;
  if (room < wanted.agents)
    return tl::unexpected(error{errc::mesh_full,
                                "there is room for " + std::to_string(room) + " more in "
                                    + to_string(wanted.where),
                                "a cluster has " + std::to_string(most.agents_per_cluster)
                                    + " agents at most, a sector "
                                    + std::to_string(most.clusters_per_sector) + " clusters"});
  ++version_;
  std::vector<agent_id> newcomers;
  for (const auto& [where, agents] : placements) {
    auto& clusters = sectors_[where.sector];
    if (where.cluster == clusters.size())
      clusters.emplace_back(static_cast<std::size_t>(most.agents_per_cluster));
    auto& slots = clusters[where.cluster];
    auto open = agents;
    for (std::size_t a = 0; a < slots.size() && open > 0; ++a) {
      if (slots[a].standing != membership::absent)
        continue;
      slots[a] = {membership::joining, wanted.cls ? *wanted.cls : start_.dealt(dealt_++)};
      newcomers.push_back({where.sector, where.cluster, static_cast<std::uint8_t>(a)});
      if (wanted.linked)
        linked_.insert_or_assign(newcomers.back(), wanted.capabilities);
      --open;
    }
  }
  return newcomers;
}

tl::expected<std::vector<agent_id>, error> roster::leave(const scope& where) {
  std::unique_lock lock(mutex_);
  auto stays = false;
  std::vector<agent_id> leavers;
  each({}, [&](agent_id id, const place& p) {
    if (where.contains(id))
      leavers.push_back(id);
    else
      stays = stays || p.standing == membership::member;
  });
  if (!stays)
    return tl::unexpected(error{errc::invalid_argument, "no agent would be left",
                                "drain a part of the mesh, or quit"});
  ++version_;
  for (auto id : leavers)
    find(id)->standing = membership::leaving;
  return leavers;
}

void roster::joined(agent_id id) {
  std::unique_lock lock(mutex_);
  if (auto* here = find(id); here != nullptr && here->standing == membership::joining)
    here->standing = membership::member;
}

void roster::left(agent_id id) {
  std::unique_lock lock(mutex_);
  if (auto* here = find(id)) {
    *here = {};
    linked_.erase(id);
    ++version_;
  }
}

growth_bounds roster::bounds() const {
  return {cfg_.topology.agents_per_cluster,
          std::min(max_children, cfg_.supervision.children - 1)};
}

roster_changes roster::changes() const {
  std::shared_lock lock(mutex_);
  roster_changes changes;
  for (std::size_t s = 0; s < sectors_.size(); ++s) {
    changes.clusters.push_back(static_cast<int>(sectors_[s].size()));
    for (std::size_t c = 0; c < sectors_[s].size(); ++c)
      for (std::size_t a = 0; a < sectors_[s][c].size(); ++a) {
        agent_id id{static_cast<std::uint8_t>(s), static_cast<std::uint8_t>(c),
                    static_cast<std::uint8_t>(a)};
        const auto& here = sectors_[s][c][a];
        auto first = start_.contains(id)
                         ? place{membership::member, start_.dealt(start_.index_of(id))}
                         : place{};
        const auto linked = linked_.find(id);
        if (here.standing != first.standing
            || (here.standing != membership::absent && here.cls != first.cls))
          changes.agents.push_back(
              {id, here.standing, here.cls, linked != linked_.end(),
               linked != linked_.end() ? linked->second : std::vector<std::string>()});
      }
  }
  return changes;
}

tl::expected<void, error> roster::check(const roster_changes& changes) const {
  auto foreign = [](std::string detail) {
    return tl::unexpected(error{errc::store_foreign, std::move(detail), {}});
  };
  auto most = bounds();
  if (changes.clusters.size() != sectors_.size())
    return foreign("has " + std::to_string(changes.clusters.size()) + " sectors");
  for (auto clusters : changes.clusters)
    if (clusters < cfg_.topology.clusters_per_sector || clusters > most.clusters_per_sector)
      return foreign("has a sector of " + std::to_string(clusters) + " clusters");
  for (const auto& [id, standing, cls, linked, can] : changes.agents)
    if (id.sector >= sectors_.size() || id.cluster >= changes.clusters[id.sector]
        || id.agent >= most.agents_per_cluster)
      return foreign("names " + to_string(id));
  return {};
}

void roster::make_room(const roster_changes& changes) {
  const auto slots = static_cast<std::size_t>(bounds().agents_per_cluster);
  for (std::size_t s = 0; s < sectors_.size(); ++s)
    sectors_[s].resize(
        std::max(sectors_[s].size(), static_cast<std::size_t>(changes.clusters[s])),
        cluster(slots));
}

void roster::put(const roster_change& change, membership standing) {
  *find(change.id) = {standing, change.cls};
  if (change.linked)
    linked_.insert_or_assign(change.id, change.capabilities);
  else
    linked_.erase(change.id);
}

tl::expected<void, error> roster::restore(const roster_changes& changes) {
  std::unique_lock lock(mutex_);
  if (auto fits = check(changes); !fits)
    return fits;
  make_room(changes);
  for (const auto& change : changes.agents)
    put(change, change.standing == membership::joining ? membership::member : change.standing);
  return {};
}

tl::expected<void, error> roster::follow(const roster_changes& changes) {
  std::unique_lock lock(mutex_);
  if (auto fits = check(changes); !fits)
    return fits;
  make_room(changes);
  for (const auto& change : changes.agents)
    put(change, change.standing);
  ++version_;
  return {};
}

void roster::hear(const scope& where, const roster_changes& changes) {
  std::unique_lock lock(mutex_);
  if (!check(changes))
    return;
  std::map<agent_id, membership> said;
  for (const auto& change : changes.agents)
    said.emplace(change.id, change.standing);
  each(where, [&](agent_id id, const place& here) {
    auto found = said.find(id);
    auto there = found != said.end()   ? found->second
                 : start_.contains(id) ? membership::member
                                       : membership::absent;
    if (here.standing == membership::joining && there == membership::member)
      find(id)->standing = membership::member;
    else if (here.standing == membership::leaving && there == membership::absent)
      *find(id) = {};
    else
      return;
    ++version_;
  });
}

} // namespace mesh
