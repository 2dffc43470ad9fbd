#include "runtime/node/uplink/part_drains.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

namespace mesh::node {

void part_drains::drain(const placed_part& part, hosted_part& h, duration longest) {
  if (h.dropping || h.drains_until)
    return;
  if (!h.up() || h.paused)
    return stop(part, h); // nothing goes on
  spdlog::info("releases {} (epoch {}) when the work there has ended", to_string(part.where()),
               h.epoch);
  h.drains_until = out_.now() + longest;
  let_agents_end(part, h);
}

/// They take nothing new. Of those that have nothing in hand the host hears agent_idle.
void part_drains::let_agents_end(const placed_part& part, const hosted_part& h) {
  leave_order order;
  for (auto agent : who_.in(part.where()))
    if (!h.is_detached(agent.parent()))
      order.whom.push_back(agent);
  if (const auto to = h.supervised_by())
    out_.leave(to, std::move(order));
}

void part_drains::note_idle(agent_id agent) {
  for (auto& [part, h] : parts_)
    if (h.drains_until && part.where().contains(agent))
      h.idle.insert(agent);
  due();
}

/// Frozen work is kept, and goes on elsewhere.
bool part_drains::has_ended(const placed_part& part, const hosted_part& h) const {
  const auto all = who_.in(part.where());
  return std::ranges::all_of(all, [&](agent_id agent) {
    const auto is_frozen = [agent](const scope& f) {
      return f.contains(agent);
    };
    return h.idle.contains(agent) || h.is_detached(agent.parent())
           || std::ranges::any_of(h.frozen, is_frozen);
  });
}

void part_drains::due() {
  for (auto& [part, h] : parts_) {
    if (!h.drains_until || h.dropping)
      continue;
    const bool late = out_.now() >= *h.drains_until;
    if (!late && !h.paused && !has_ended(part, h))
      continue; // what is paused does not go on here
    if (late)
      spdlog::warn("{} moves with work in hand, which has not ended in placement.drain_ms",
                   to_string(part.where()));
    stop(part, h);
  }
}

void part_drains::stop(const placed_part& part, hosted_part& h) const {
  h.dropping = true;
  spdlog::info("releases {} (epoch {})", to_string(part.where()), h.epoch);
  out_.stop(part);
}

void part_drains::stop_all() {
  for (auto& [part, h] : parts_)
    if (!h.dropping)
      stop(part, h);
}

} // namespace mesh::node
