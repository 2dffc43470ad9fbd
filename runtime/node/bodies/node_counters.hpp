#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "actors/parts/mesh_counters.hpp"

namespace mesh {

/// The counters of a node since its process started: mesh_counters at one
/// moment, under the same names. Body of a `counters` entry.
struct node_counters {
  std::uint64_t posts_sent = 0;
  std::uint64_t posts_answered = 0;
  std::uint64_t posts_undeliverable = 0;
  std::uint64_t late_answers = 0;
  std::uint64_t heartbeats = 0;
  std::uint64_t agents_replaced = 0;
  std::uint64_t leads_replaced = 0;
  std::uint64_t coordinators_replaced = 0;
  std::uint64_t orchestrators_started = 0;
  std::uint64_t orchestrators_replaced = 0;
  std::uint64_t given_up = 0;
  std::uint64_t escalations = 0;
  std::uint64_t redeliveries = 0;
  std::uint64_t contexts_restored = 0;
  std::uint64_t breakers_opened = 0;
  std::uint64_t turned_away = 0;
  std::uint64_t void_answers = 0;
  std::uint64_t agents_joined = 0;
  std::uint64_t agents_left = 0;
  std::uint64_t conflicts_to_sectors = 0;
  std::uint64_t conflicts_to_orchestrator = 0;
  std::uint64_t thawed_answers = 0;
  std::uint64_t withdrawn = 0;
  std::uint64_t kept_answer_bytes = 0;
  std::uint64_t answers_not_kept = 0;
  std::uint64_t times_starved = 0;
  std::uint64_t away_ms = 0;
  std::uint64_t deaths_held = 0;
  std::uint64_t posts_denied = 0;

  node_counters& operator+=(const node_counters& more);
  bool operator==(const node_counters&) const = default;
};

node_counters snapshot(const mesh_counters& of);
/// The increase from `older` to `newer` of one process. A count that has
/// become smaller is one that began anew, and is added whole.
node_counters increase(const node_counters& newer, const node_counters& older);
void add(mesh_counters& to, const node_counters& more);

/// As in messages/codec.hpp.
std::string encode(const node_counters& c);
bool decode(std::string_view bytes, node_counters& out);

} // namespace mesh
