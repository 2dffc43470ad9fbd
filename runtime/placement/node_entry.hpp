#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "messages/vocabulary.hpp"
#include "runtime/placement/held_part.hpp"
#include "runtime/placement/majority.hpp"
#include "runtime/placement/node_row.hpp"

namespace mesh {

/// A node, as the hub knows it.
struct node_entry {
  session_id session = 0; // 0: known from before a restart, has not come yet
  session_id before = 0;  // its process of before the restart
  std::string host_id;    // of that, or of the present one
  double capacity = 1;
  node_state state = node_state::joining; // draining is said by the flags
  bool draining = false;                  // by an operator
  bool leaving = false;                   // by itself
  bool link_lost = false;
  bool member = false;          // it may hold something, or go on with others
  bool mute = false;            // its process answers nobody any more
  std::uint64_t knows_from = 0; // the lists of members that it may go by
  std::uint64_t knows_to = 0;   // when it is lost
  hearing hears_us;
  time_point since;
  time_point heard;
  time_point joined;               // the present process
  int deaths = 0;                  // of processes in a row that had just joined
  time_point held_back;            // gets nothing before
  std::vector<held_part> outdated; // it must stop these before it gets others

  [[nodiscard]] bool present() const {
    return state != node_state::lost && state != node_state::left;
  }
  [[nodiscard]] session_id process() const { return session != 0 ? session : before; }
  void set(node_state s, time_point now) {
    state = s;
    since = now;
  }
};
using node_map = std::map<std::string, node_entry>;

} // namespace mesh
