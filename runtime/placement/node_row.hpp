#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "messages/link_batch.hpp"

namespace mesh {

enum class node_state : std::uint8_t {
  joining, // it must stop outdated sectors first
  up,
  suspect,  // silent, or without a link
  lost,     // given up, or not back since the hub was started again
  draining, // its sectors go to others
  left,
};
std::string_view to_string(node_state s);

/// A node as `mesh nodes` shows it.
struct node_row {
  std::string name;
  node_state state = node_state::joining;
  int sectors = 0;
  int clusters_detached = 0; // of sectors that may be elsewhere (T1)
  double capacity = 1;
  session_id session = 0;
  duration since{};     // in this state
  duration heard_ago{}; // anything
  bool keeps = false;   // it is lost, but its sectors wait for it: it may work at them
  int deaths = 0;       // of its processes in a row, each soon after it had joined
  duration held_back{}; // for so much longer it gets no sectors because of that
};

} // namespace mesh
