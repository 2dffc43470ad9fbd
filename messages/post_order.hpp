#pragma once
#include <cstdint>

#include "messages/deadline.hpp"
#include "messages/ids.hpp"
#include "messages/post_ticket.hpp"

namespace mesh {

/// Goes beside a message from one agent to another, which leads and
/// coordinators pass on until it reaches the target's lead.
struct post_order {
  agent_id from;
  agent_id to;
  deadline expire;           // M3
  shared_ticket ticket = {}; // only within a process
  bool operator==(const post_order&) const = default;
};

/// S5: the order has been `on_the_way` from another process.
inline void take_off(post_order& order, duration on_the_way) {
  order.expire = order.expire.arrived_after(on_the_way);
}

} // namespace mesh
