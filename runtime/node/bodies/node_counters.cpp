#include "runtime/node/bodies/node_counters.hpp"

#include <array>

#include "messages/channel.pb.h"
#include "messages/codec_parts.hpp"

namespace mesh {

namespace {

struct counter {
  std::uint64_t node_counters::*here;
  std::atomic<std::uint64_t> mesh_counters::*counted;
};

/// In the order of the wire: new ones go to the end.
constexpr std::array counters{
    counter{&node_counters::posts_sent, &mesh_counters::posts_sent},
    counter{&node_counters::posts_answered, &mesh_counters::posts_answered},
    counter{&node_counters::posts_undeliverable, &mesh_counters::posts_undeliverable},
    counter{&node_counters::late_answers, &mesh_counters::late_answers},
    counter{&node_counters::heartbeats, &mesh_counters::heartbeats},
    counter{&node_counters::agents_replaced, &mesh_counters::agents_replaced},
    counter{&node_counters::leads_replaced, &mesh_counters::leads_replaced},
    counter{&node_counters::coordinators_replaced, &mesh_counters::coordinators_replaced},
    counter{&node_counters::orchestrators_started, &mesh_counters::orchestrators_started},
    counter{&node_counters::orchestrators_replaced, &mesh_counters::orchestrators_replaced},
    counter{&node_counters::given_up, &mesh_counters::given_up},
    counter{&node_counters::escalations, &mesh_counters::escalations},
    counter{&node_counters::redeliveries, &mesh_counters::redeliveries},
    counter{&node_counters::contexts_restored, &mesh_counters::contexts_restored},
    counter{&node_counters::breakers_opened, &mesh_counters::breakers_opened},
    counter{&node_counters::turned_away, &mesh_counters::turned_away},
    counter{&node_counters::void_answers, &mesh_counters::void_answers},
    counter{&node_counters::agents_joined, &mesh_counters::agents_joined},
    counter{&node_counters::agents_left, &mesh_counters::agents_left},
    counter{&node_counters::conflicts_to_sectors, &mesh_counters::conflicts_to_sectors},
    counter{&node_counters::conflicts_to_orchestrator,
            &mesh_counters::conflicts_to_orchestrator},
    counter{&node_counters::thawed_answers, &mesh_counters::thawed_answers},
    counter{&node_counters::withdrawn, &mesh_counters::withdrawn},
    counter{&node_counters::kept_answer_bytes, &mesh_counters::kept_answer_bytes},
    counter{&node_counters::answers_not_kept, &mesh_counters::answers_not_kept},
    counter{&node_counters::times_starved, &mesh_counters::times_starved},
    counter{&node_counters::away_ms, &mesh_counters::away_ms},
    counter{&node_counters::deaths_held, &mesh_counters::deaths_held},
    counter{&node_counters::posts_denied, &mesh_counters::posts_denied},
};
static_assert(sizeof(node_counters) == counters.size() * sizeof(std::uint64_t));
static_assert(sizeof(mesh_counters) == sizeof(node_counters) + sizeof(arrival_board),
              "a counter has no place here");

} // namespace

node_counters& node_counters::operator+=(const node_counters& more) {
  for (const auto& c : counters)
    this->*c.here += more.*c.here;
  return *this;
}

node_counters snapshot(const mesh_counters& of) {
  node_counters now;
  for (const auto& c : counters)
    now.*c.here = (of.*c.counted).load(std::memory_order_relaxed);
  return now;
}

node_counters increase(const node_counters& newer, const node_counters& older) {
  node_counters more = newer;
  for (const auto& c : counters)
    if (older.*c.here <= newer.*c.here)
      more.*c.here -= older.*c.here;
  return more;
}

void add(mesh_counters& to, const node_counters& more) {
  for (const auto& c : counters)
    (to.*c.counted).fetch_add(more.*c.here, std::memory_order_relaxed);
}

std::string encode(const node_counters& c) {
  v1::NodeCounters pb;
  for (const auto& one : counters)
    pb.add_count(c.*one.here);
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, node_counters& out) {
  v1::NodeCounters pb;
  out = {};
  if (!codec::parse(bytes, pb, codec::small_body))
    return false;
  for (int i = 0; i < pb.count_size() && i < static_cast<int>(counters.size()); ++i)
    out.*counters[static_cast<std::size_t>(i)].here = pb.count(i);
  return true;
}

} // namespace mesh
