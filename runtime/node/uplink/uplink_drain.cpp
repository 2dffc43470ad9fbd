// What moves to another node while this one is there (T5): what goes on in it may end
// first, within a bound.
#include <algorithm>

#include <spdlog/spdlog.h>

#include "runtime/node/uplink/uplink.hpp"

namespace mesh::node {

void uplink_state::drain(const placed_part& what, hosted& h, duration longest) {
  if (h.dropping || h.drains_until)
    return;
  if (!h.up() || h.paused)
    return stop(what, h); // nothing goes on
  spdlog::info("gives up {} (epoch {}), when what goes on there has ended",
               to_string(what.where()), h.epoch);
  h.drains_until = now() + longest;
  let_agents_end(what, h);
}

/// They take nothing new. Of those that have nothing in hand the host hears agent_idle.
void uplink_state::let_agents_end(const placed_part& what, const hosted& h) {
  leave_order order;
  for (auto agent : setup_.around->who.in(what.where()))
    if (std::ranges::count(h.apart, agent.parent()) == 0)
      order.whom.push_back(agent);
  if (h.supervisor)
    self_->send(h.supervisor, std::move(order));
  else if (h.cluster_supervisor)
    self_->send(h.cluster_supervisor, std::move(order));
}

void uplink_state::learn(const agent_idle& news) {
  for (auto& [what, h] : parts_)
    if (h.drains_until && what.where().contains(news.who))
      h.idle.insert(news.who);
  drop_drained();
}

/// What is frozen is kept, and goes on elsewhere.
bool uplink_state::has_ended(const placed_part& what, const hosted& h) const {
  const auto all = setup_.around->who.in(what.where());
  return std::ranges::all_of(all, [&](agent_id agent) {
    const auto is_frozen = [agent](const scope& f) {
      return f.contains(agent);
    };
    return h.idle.contains(agent) || std::ranges::count(h.apart, agent.parent()) > 0
           || std::ranges::any_of(h.frozen, is_frozen);
  });
}

void uplink_state::drop_drained() {
  for (auto& [what, h] : parts_) {
    if (!h.drains_until || h.dropping)
      continue;
    const bool late = now() >= *h.drains_until;
    if (!late && !h.paused && !has_ended(what, h))
      continue; // what is paused does not go on here
    if (late)
      spdlog::warn("{} moves with work in hand, which has not ended in placement.drain_ms",
                   to_string(what.where()));
    stop(what, h);
  }
}

/// At once.
void uplink_state::stop(const placed_part& what, hosted& h) {
  h.dropping = true;
  spdlog::info("gives up {} (epoch {})", to_string(what.where()), h.epoch);
  self_->send(supervisor_, drop_order{what});
}

} // namespace mesh::node
