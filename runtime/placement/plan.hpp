#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "messages/ids.hpp"

namespace mesh {

/// The moves that the sectors of a node may make.
enum class share_kind : std::uint8_t {
  takes, // gets its share
  keeps, // keeps what it has and gets nothing: not heard of at present
  gives, // its sectors go to others
};

struct node_share {
  std::string name;
  double capacity = 1; // relative to the others; one without is given nothing
  share_kind kind = share_kind::takes;
};

/// A sector's way from one node to another. Empty: from nowhere, to nowhere.
struct placement_move {
  sector_id sector;
  std::string from;
  std::string to;
  bool operator==(const placement_move&) const = default;
};

/// Which sectors have to move so that each node has its share (T5, R2).
/// `owners[i]` is the node of sector i; empty, or a name that is not among `nodes`:
/// nobody. The share of a node is by its capacity, rounded up or down: first up where
/// that saves a move, then by the largest remainder, then by name. No other
/// distribution of that kind takes fewer moves; the same input gives the same moves,
/// in the order of the sectors. When nobody takes sectors, those of nodes that give
/// stay where they are, and those of nobody go to nowhere.
std::vector<placement_move> plan_placement(const std::vector<std::string>& owners,
                                           std::vector<node_share> nodes);

/// Where a cluster that is detached from its sector is to be (T1): on the node where
/// it is wanted, if that takes something; where it is, if that node may come back to
/// take it; else with its sector, if that node takes something. Empty: nowhere.
std::string place_of_cluster(const std::string& wanted, const std::string& owner,
                             const std::string& sector_owner,
                             const std::vector<node_share>& nodes);

} // namespace mesh
