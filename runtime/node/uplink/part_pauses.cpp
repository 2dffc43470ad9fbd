#include "runtime/node/uplink/part_pauses.hpp"

#include <algorithm>
#include <utility>

namespace mesh::node {

void part_pauses::pause_all(bool stop) {
  for (auto& [part, h] : parts_)
    pause(part, h, stop);
}

void part_pauses::pause(const placed_part& part, hosted_part& h, bool stop) {
  const auto is_frozen = [&](const scope& where) {
    return std::ranges::any_of(h.frozen, [&](const scope& f) { return f.covers(where); });
  };
  if (!h.up() || h.paused == stop || (!stop && (h.dropping || h.drains_until)))
    return;
  h.paused = stop;
  h.paused_once = h.paused_once || stop;
  const auto act = stop ? freeze_act::freeze : freeze_act::thaw;
  if (is_frozen(part.where()))
    return;
  if (part.is_cluster() || (h.frozen.empty() && h.detached.empty())) {
    order(h, act, part.where());
  } else {
    for (int c = 0; c < who_.clusters(part.sector()); ++c)
      if (const cluster_id cluster{part.sector().sector, static_cast<std::uint8_t>(c)};
          !is_frozen(cluster) && !h.is_detached(cluster))
        order(h, act, cluster);
  }
  for (const auto& where : h.frozen)
    if (!stop && where.kind() == scope::level::agent)
      order(h, freeze_act::freeze, where);
}

void part_pauses::order(const hosted_part& h, freeze_act act, const scope& where) {
  constexpr auto own_numbers = std::uint64_t{1} << 63; // never one of the hub's
  give_(h.parent(), {own_numbers | ++pauses_, act, where, {}});
}

void part_pauses::freeze(hosted_part& h, freeze_order given) {
  std::erase_if(h.frozen, [&](const scope& f) { return given.where.covers(f); });
  if (given.what == freeze_act::freeze)
    h.frozen.push_back(given.where);
  if (given.what != freeze_act::thaw || !h.paused)
    return give_(h.parent(), std::move(given));
  for (auto cluster : h.detached)
    if (given.where.touches(cluster))
      order(h, freeze_act::thaw, given.where.covers(cluster) ? scope(cluster) : given.where);
}

} // namespace mesh::node
