#pragma once
#include <utility>

#include "actors/coordination/collector.hpp"
#include "messages/wire.hpp"

namespace mesh {

/// The part of an order that is for one child: all of it, shared, unless it
/// names its targets.
inline wire<scatter_order> part_for(const wire<scatter_order>& order, const scope& child) {
  if (order->targets.empty())
    return order;
  auto narrowed = *order;
  narrowed.targets = targets_in(*order, child);
  return wire<scatter_order>(std::move(narrowed));
}

} // namespace mesh
