#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "runtime/placement/held_part.hpp"
#include "runtime/placement/member_lists.hpp"

namespace mesh {

/// The node that was given something last. Without a name: none, but the epoch counts on.
struct stored_part {
  placed_part what;
  std::string node;
  std::uint64_t epoch = 0;
  bool operator==(const stored_part&) const = default;
};

/// A process of a node, as it said hello.
struct stored_process {
  session_id session = 0;
  std::string host_id;
  bool operator==(const stored_process&) const = default;
};

/// All that must outlive the hub.
struct stored_placement {
  std::vector<stored_part> parts;
  std::vector<std::string> nodes;        // known by name, also those that hold nothing
  std::vector<std::string> drained = {}; // of these, by an operator (T5)
  std::vector<member_list> lists = {};   // of members, that nodes may go by
  std::map<std::string, std::uint64_t> knows = {};   // the oldest of them, by member
  std::map<std::string, std::string> witnesses = {}; // where a node has answered (R2)
  std::map<std::string, stored_process> processes = {};
  std::uint64_t mesh = 0; // its identity; 0: nothing was ever placed
  std::uint64_t term = 0; // counts what was stored
  bool behind = false;    // hosts knew more than was stored, and not all have come since
  bool operator==(const stored_placement&) const = default;
};

} // namespace mesh
