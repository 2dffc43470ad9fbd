#include "messages/frozen_state.hpp"

#include <algorithm>
#include <unordered_set>

#include <google/protobuf/arena.h>

#include "messages/codec_parts.hpp"
#include "messages/frozen_parts.hpp"

namespace mesh {

namespace {

using namespace codec;

/// Clusters may have been added since the start (T5).
bool is_in(agent_id id, const topology_config& t) {
  return id.sector < t.sectors && id.cluster < max_children && id.agent < t.agents_per_cluster;
}

bool read_topology(const v1::FrozenState& from, topology_config& to) {
  for (auto count : {from.sectors(), from.clusters_per_sector(), from.agents_per_cluster()})
    if (count < 1 || count > max_children)
      return false;
  to = topology_config::of(static_cast<int>(from.sectors()),
                           static_cast<int>(from.clusters_per_sector()),
                           static_cast<int>(from.agents_per_cluster()));
  return from.agents_in_all() == static_cast<std::uint32_t>(to.agents);
}

std::string counts_of(const topology_config& t) {
  return std::to_string(t.sectors) + " sectors x " + std::to_string(t.clusters_per_sector)
         + " clusters x " + std::to_string(t.agents_per_cluster)
         + " agents = " + std::to_string(t.agents);
}

} // namespace

bool operator==(const frozen_delivery& a, const frozen_delivery& b) {
  return (a.what == b.what || (a.what && b.what && *a.what == *b.what)) && a.gather == b.gather
         && a.expire_left == b.expire_left && a.part == b.part && a.attempt == b.attempt
         && a.goes_on == b.goes_on;
}

void add_missing(frozen_agent& to, const frozen_agent& before) {
  auto remembers = [&](message_id id) {
    return std::any_of(to.remembered.begin(), to.remembered.end(),
                       [&](const auto& outcome) { return outcome.what == id; });
  };
  auto has = [&](message_id id) {
    auto same = [&](const frozen_delivery& d) {
      return d.what->id == id;
    };
    return remembers(id) || (to.in_hand && same(*to.in_hand))
           || std::any_of(to.waiting.begin(), to.waiting.end(), same);
  };
  if (before.in_hand && !has(before.in_hand->what->id)) {
    if (to.in_hand)
      to.waiting.insert(to.waiting.begin(), *before.in_hand);
    else
      to.in_hand = before.in_hand;
  }
  for (const auto& one : before.waiting)
    if (!has(one.what->id))
      to.waiting.push_back(one);
  std::vector<remembered_outcome> older;
  for (const auto& outcome : before.remembered)
    if (!has(outcome.what))
      older.push_back(outcome);
  to.remembered.insert(to.remembered.begin(), older.begin(), older.end());
}

std::uint32_t drop_outlived(frozen_state& from, std::uint64_t wall_ms) {
  std::uint32_t dropped = 0;
  auto outlived = [&](frozen_delivery& d) {
    const auto& m = *d.what;
    if (m.ttl_ms == 0 || parse_agent_id(m.source))
      return false;
    auto waited_until = m.created_at_ms + m.ttl_ms;
    if (waited_until > wall_ms)
      d.expire_left = std::min<duration>(d.expire_left, milliseconds(waited_until - wall_ms));
    else
      ++dropped;
    return waited_until <= wall_ms;
  };
  for (auto& agent : from.agents) {
    if (agent.in_hand && !agent.in_hand->goes_on && outlived(*agent.in_hand))
      agent.in_hand.reset();
    std::erase_if(agent.waiting, outlived);
  }
  return dropped;
}

const frozen_agent* find_agent(const frozen_state& in, agent_id id) {
  auto found = std::lower_bound(in.agents.begin(), in.agents.end(), id,
                                [](const frozen_agent& a, agent_id b) { return a.id < b; });
  return found == in.agents.end() || found->id != id ? nullptr : &*found;
}

std::string encode(const frozen_state& s) {
  google::protobuf::Arena arena; // a million small messages, gone at once
  auto& pb = *google::protobuf::Arena::CreateMessage<v1::FrozenState>(&arena);
  pb.set_where(to_string(s.where));
  pb.set_sectors(static_cast<std::uint32_t>(s.topology.sectors));
  pb.set_clusters_per_sector(static_cast<std::uint32_t>(s.topology.clusters_per_sector));
  pb.set_agents_per_cluster(static_cast<std::uint32_t>(s.topology.agents_per_cluster));
  pb.set_agents_in_all(static_cast<std::uint32_t>(s.topology.agents));
  pb.set_frozen_at_ms(s.frozen_at_ms);
  message_table messages(*pb.mutable_messages());
  for (const auto& agent : s.agents)
    write(agent, messages, *pb.add_agents());
  for (const auto& breaker : s.breakers)
    write(breaker, *pb.add_breakers());
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, frozen_state& s) {
  v1::FrozenState pb;
  std::vector<shared_message> messages;
  s = {};
  if (!parse(bytes, pb) || !read_topology(pb, s.topology)
      || !read_messages(pb.messages(), messages) || !read_scope(pb.where(), s.where))
    return false;
  s.frozen_at_ms = pb.frozen_at_ms();
  std::unordered_set<agent_id> seen;
  for (const auto& agent : pb.agents()) {
    auto& to = s.agents.emplace_back();
    if (!read(agent, messages, to) || !is_in(to.id, s.topology) || !s.where.contains(to.id)
        || !seen.insert(to.id).second)
      return false;
  }
  for (const auto& breaker : pb.breakers()) {
    auto& to = s.breakers.emplace_back();
    if (!read(breaker, to) || !is_in(to.where.agent(), s.topology))
      return false;
  }
  return true;
}

tl::expected<void, error> check_topology(const frozen_state& s, const topology_config& here) {
  if (s.topology == here)
    return {};
  return tl::unexpected(error{errc::config_invalid,
                              "frozen was a mesh of " + counts_of(s.topology)
                                  + "; this one has " + counts_of(here),
                              "start the mesh with the counts it was frozen with"});
}

} // namespace mesh
