#pragma once
#include <string>
#include <vector>

#include "messages/ids.hpp"

/// When nodes are given sectors, and when those are taken from them. A header of
/// its own, so that placement needs nothing else of the configuration.
namespace mesh {

/// T1. A cluster that is on another node than the coordinator of its sector.
struct detached_config {
  scope cluster;
  std::string node; // by name; while it is away the cluster is with its sector
  bool operator==(const detached_config&) const = default;
};

/// R2, T5. Nodes and the sectors that they hold.
struct placement_config {
  double silence_ms = 4'000;   // nothing heard for so long: suspect
  double rejoin_ms = 2'000;    // and for so much longer: lost, its sectors go to others
  double margin_ms = 500;      // a node that is cut off pauses so much before that
  double ask_ms = 500;         // how often a node without its hub asks its peers
  double settle_ms = 1'500;    // sectors wait so long after the newest node for more nodes
  double return_ms = 10'000;   // a restarted hub waits so long for the nodes that it knew
  double drain_ms = 30'000;    // what goes on in a sector that moves may take so long to end
  double steady_ms = 60'000;   // who dies sooner after it has joined keeps dying
  double hold_back_ms = 5'000; // the second such death in a row costs so long without
  double hold_back_max_ms = 300'000; // sectors, each further one twice as long, up to this
  int expected_nodes = 0; // the first sectors wait for so many, no longer; 0: unknown
  int moves_at_once = 4;  // sectors on their way from one node to another
  int nodes = 256;        // known by name
  std::vector<detached_config> clusters;
  bool operator==(const placement_config&) const = default;
};

} // namespace mesh
