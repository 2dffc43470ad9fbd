#pragma once
#include "actors/parts/mesh_counters.hpp"
#include "messages/post_order.hpp"
#include "messages/wire.hpp"

namespace mesh {

inline shared_ticket make_ticket(mesh_counters& counters) {
  return std::make_shared<post_ticket>(counters.posts_sent, counters.posts_answered,
                                       counters.posts_undeliverable);
}

/// An order that came from another process has no ticket yet.
inline wire<post_order> with_ticket(const wire<post_order>& order, mesh_counters& counters) {
  if (order->ticket)
    return order;
  auto mine = *order;
  mine.ticket = make_ticket(counters);
  return {std::move(mine)};
}

} // namespace mesh
