#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "messages/errors.hpp"
#include "runtime/placement/host_returns.hpp"
#include "runtime/placement/node_row.hpp"

namespace mesh {

/// A host of sectors, for people.
struct listed_node {
  node_row row;
  host_returns::figures returns; // of what was asked of it
  std::string build_version;
  std::string cause;        // why it is silent: "dead", "link cut", "unknown"; empty: it is not
  double round_trip_ms = 0; // of its link
  std::size_t waiting = 0;  // entries that it has not acknowledged
  int pending = 0;          // sectors that it is to have, and was not given yet
};
struct nodes_report {
  error failure;
  std::vector<listed_node> nodes;
  int unplaced = 0;                // sectors that nobody has
  int pending = 0;                 // given to somebody by decision, which is not carried out
  int starting = 0;                // given to somebody, and not up there yet
  std::uint64_t hubs_replaced = 0; // of the hub at the orchestrator's end, since the start
  bool forgets = false;            // it has no data folder
  error waits_for; // why no sector is given to anybody, and what an operator can do
  error unwritten; // why the disk takes no placement; nothing is placed meanwhile
};

} // namespace mesh
