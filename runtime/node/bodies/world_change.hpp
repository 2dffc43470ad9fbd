#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "actors/work/simulated/simulated_world.hpp"

namespace mesh {

/// Body of a `simulate` entry: the simulated world of a node changes.
struct world_change {
  scope where; // everybody in it, unless `agents` names them
  std::vector<agent_id> agents;
  behaviour_change what;
  bool operator==(const world_change&) const = default;
};

/// The lower bits of an entry's number count the changes of one life of the
/// orchestrator's host; the upper ones tell its lives apart.
inline constexpr int world_change_bits = 32;

/// As in messages/codec.hpp. Numbers are finite and not negative.
std::string encode(const world_change& c);
bool decode(std::string_view bytes, world_change& out);

} // namespace mesh
