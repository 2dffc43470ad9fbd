#include "messages/frozen_state.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include <google/protobuf/arena.h>

#include "messages/codec.hpp"
#include "messages/codec_parts.hpp"
#include "messages/frozen.pb.h"

namespace mesh {

namespace {

using namespace codec;

constexpr auto longest_us = std::chrono::duration_cast<microseconds>(longest_span).count();

std::int64_t to_us(duration span) {
  return std::clamp(std::chrono::duration_cast<microseconds>(span).count(), -longest_us,
                    longest_us);
}

/// Numbers the messages as they come, each once.
class message_table {
public:
  explicit message_table(v1::FrozenState& pb) : pb_(pb) {}

  std::uint32_t index_of(const shared_message& m) {
    if (auto known = by_address_.find(m.get()); known != by_address_.end())
      return known->second;
    // The same message may have been decoded several times on its way here.
    auto [first, last] = by_id_.equal_range(m->id);
    auto same = std::find_if(first, last, [&](const auto& e) { return *e.second.first == *m; });
    if (same != last)
      return by_address_[m.get()] = same->second.second;
    auto index = static_cast<std::uint32_t>(pb_.messages_size());
    pb_.add_messages(encode(*m));
    by_id_.emplace(m->id, std::pair(m.get(), index));
    return by_address_[m.get()] = index;
  }

private:
  v1::FrozenState& pb_;
  std::unordered_map<const message*, std::uint32_t> by_address_;
  std::unordered_multimap<message_id, std::pair<const message*, std::uint32_t>> by_id_;
};

void write(const frozen_delivery& from, message_table& messages, v1::FrozenDelivery& to) {
  to.set_message(messages.index_of(from.what));
  to.set_gather(from.gather);
  to.set_expire_left_us(to_us(from.expire_left));
  to.set_part(from.part);
  to.set_attempt(from.attempt);
}

bool read(const v1::FrozenDelivery& from, const std::vector<shared_message>& messages,
          frozen_delivery& to) {
  if (from.message() >= messages.size())
    return false;
  to.what = messages[from.message()];
  to.gather = from.gather();
  to.part = from.part();
  to.attempt = static_cast<std::uint8_t>(from.attempt());
  const auto parts = std::max<std::size_t>(to.what->parts.size(), 1);
  return read_span(from.expire_left_us(), to.expire_left) && from.part() < parts
         && from.attempt() <= UINT8_MAX;
}

bool read(const v1::RememberedOutcome& from, remembered_outcome& to) {
  to.what = {from.message()};
  to.failure = errc_of(from.failure());
  return read_state(from.state(), to.state);
}

/// Clusters may have been added since the start (T5).
bool is_in(agent_id id, const topology_config& t) {
  return id.sector < t.sectors && id.cluster < max_children && id.agent < t.agents_per_cluster;
}

bool read(const v1::FrozenAgent& from, const std::vector<shared_message>& messages,
          frozen_agent& to) {
  to.context_hash = from.context_hash();
  bool good = read_agent(from.agent(), to.id);
  if (from.has_in_hand())
    good &= read(from.in_hand(), messages, to.in_hand.emplace());
  for (const auto& one : from.waiting())
    good = good && read(one, messages, to.waiting.emplace_back());
  for (const auto& one : from.remembered())
    good = good && read(one, to.remembered.emplace_back());
  return good;
}

bool read(const v1::FrozenBreaker& from, const topology_config& topology, frozen_breaker& to) {
  auto where = parse_scope(from.where());
  if (!where || where->kind() == scope::level::agent || !is_in(where->agent(), topology))
    return false;
  to.where = *where;
  to.state = static_cast<frozen_breaker::position>(from.state());
  to.reason = from.reason();
  to.by_hand = from.by_hand();
  return from.state() <= static_cast<std::uint32_t>(frozen_breaker::position::open)
         && read_span(from.for_us(), to.for_how_long) && to.for_how_long >= duration::zero();
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

bool read_messages(const v1::FrozenState& from, std::vector<shared_message>& to) {
  for (const auto& bytes : from.messages()) {
    auto m = std::make_shared<message>();
    if (!decode(bytes, *m))
      return false;
    to.push_back(std::move(m));
  }
  return true;
}

std::string counts_of(const topology_config& t) {
  return std::to_string(t.sectors) + " sectors x " + std::to_string(t.clusters_per_sector)
         + " clusters x " + std::to_string(t.agents_per_cluster)
         + " agents = " + std::to_string(t.agents);
}

} // namespace

bool operator==(const frozen_delivery& a, const frozen_delivery& b) {
  return (a.what == b.what || (a.what && b.what && *a.what == *b.what)) && a.gather == b.gather
         && a.expire_left == b.expire_left && a.part == b.part && a.attempt == b.attempt;
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
  message_table messages(pb);
  for (const auto& agent : s.agents) {
    auto& to = *pb.add_agents();
    to.set_agent(agent.id.packed());
    to.set_context_hash(agent.context_hash);
    if (agent.in_hand)
      write(*agent.in_hand, messages, *to.mutable_in_hand());
    for (const auto& one : agent.waiting)
      write(one, messages, *to.add_waiting());
    for (const auto& one : agent.remembered) {
      auto& outcome = *to.add_remembered();
      outcome.set_message(one.what.value);
      outcome.set_state(static_cast<std::int32_t>(one.state));
      if (one.failure != errc::none)
        outcome.set_failure(std::string(name_of(one.failure)));
    }
  }
  for (const auto& breaker : s.breakers) {
    auto& to = *pb.add_breakers();
    to.set_where(to_string(breaker.where));
    to.set_state(static_cast<std::uint32_t>(breaker.state));
    to.set_reason(breaker.reason);
    to.set_for_us(to_us(breaker.for_how_long));
    to.set_by_hand(breaker.by_hand);
  }
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, frozen_state& s) {
  v1::FrozenState pb;
  std::vector<shared_message> messages;
  s = {};
  if (bytes.size() > INT32_MAX
      || !pb.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))
      || !read_topology(pb, s.topology) || !read_messages(pb, messages))
    return false;
  auto where = parse_scope(pb.where());
  if (!where)
    return false;
  s.where = *where;
  s.frozen_at_ms = pb.frozen_at_ms();
  std::unordered_set<agent_id> seen;
  for (const auto& agent : pb.agents()) {
    auto& to = s.agents.emplace_back();
    if (!read(agent, messages, to) || !is_in(to.id, s.topology) || !s.where.contains(to.id)
        || !seen.insert(to.id).second)
      return false;
  }
  for (const auto& breaker : pb.breakers())
    if (!read(breaker, s.topology, s.breakers.emplace_back()))
      return false;
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
