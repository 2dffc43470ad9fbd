#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "messages/deadline.hpp"
#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

/// The level down to which an order goes. A wave confirms each level before the
/// next (C1); everything else goes to the agents at once.
enum class reach : std::uint8_t { sectors, leads, agents };

/// One named target, and the part of the payload that is for it.
struct target {
  agent_id agent;
  std::uint32_t part = 0;
  bool operator==(const target&) const = default;
};

/// The order that goes down the tree beside the message: to whom, and when it is to be
/// there. Each hop passes it on with its own part of the targets.
struct scatter_order {
  std::uint64_t gather = 0; // whom the answers belong to
  deadline arrive;          // T
  deadline expire;          // M3: nobody begins it after this, and what runs then is cancelled
  duration window{};        // answers count until T + window
  reach depth = reach::agents;
  bool scheduled = true;     // false: send to all at once, whatever their impedance
  bool every_answer = false; // each agent's by name, not folded: to compare them (F5)
  scope where;               // unless `targets` names them
  std::optional<agent_class> cls;
  bool goes_on = false;        // M3: what has begun outlives its caller
  std::uint8_t attempt = 0;    // times it was asked before, of a predecessor or another host
  std::vector<target> targets; // sorted by agent; empty: everyone in `where`
  bool operator==(const scatter_order&) const = default;
};

/// S5: the order has been `on_the_way` from another process.
inline void take_off(scatter_order& order, duration on_the_way) {
  order.arrive = order.arrive.arrived_after(on_the_way);
  order.expire = order.expire.arrived_after(on_the_way);
}

/// Whether T has passed for what is sent so that it arrives then: nobody can be sent it
/// any more.
inline bool too_late(const scatter_order& order, std::uint64_t process, time_point now) {
  return order.depth == reach::agents && order.scheduled
         && order.arrive.local(process, now) < now;
}

} // namespace mesh
