#pragma once
#include <cstdint>

#include "messages/deadline.hpp"
#include "messages/ids.hpp"

namespace mesh {

/// Goes beside a message from one agent to another, which leads and
/// coordinators pass on until it reaches the target's lead.
struct post_order {
  agent_id from;
  agent_id to;
  deadline expire; // M3
  bool operator==(const post_order&) const = default;
};

} // namespace mesh
