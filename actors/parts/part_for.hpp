#pragma once
#include <algorithm>
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

/// The same for a child that may know of it already: it, or a predecessor of
/// its, was asked `times` before (M4).
inline wire<scatter_order> part_again(const wire<scatter_order>& order, const scope& child,
                                      int times) {
  auto part = part_for(order, child);
  if (times == 0)
    return part;
  auto again = *part;
  again.attempt = static_cast<std::uint8_t>(std::min(again.attempt + times, UINT8_MAX));
  return wire<scatter_order>(std::move(again));
}

} // namespace mesh
