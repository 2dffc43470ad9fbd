// Cut off from the orchestrator's host, or not (R2, T2).
#include <algorithm>

#include <spdlog/spdlog.h>

#include "messages/link_bodies.hpp"
#include "runtime/node/uplink/uplink.hpp"

namespace mesh::node {

void uplink_state::heard(const peer_said& answer) {
  isolation_->answered(answer.round, answer.answer.peer, answer.answer.what);
  look_around();
  flush();
}

/// Whoever leaves has no say any more.
hears_hub uplink_state::hub_heard() const {
  return {leaving_ ? hears::unreachable : isolation_->hub_heard(now()), setup_.session};
}

void uplink_state::look_around() {
  auto moment = now();
  for (;;) {
    switch (isolation_->next(moment)) {
    case isolation::step::nothing:
      return;
    case isolation::step::ask_peers:
      if (setup_.ask_peers && !peers_.empty())
        setup_.ask_peers(caf::actor_cast<caf::actor>(self_), isolation_->round(), peers_);
      continue;
    case isolation::step::greet:
      greet();
      continue;
    case isolation::step::pause:
      pause(true);
      continue;
    case isolation::step::go_on:
      pause(false);
      continue;
    }
  }
}

void uplink_state::pause(bool stop) {
  if (stop)
    spdlog::warn("cut off from the orchestrator and too many other nodes: agents pause, as "
                 "their sectors may go to others");
  else
    spdlog::info("agents go on{}", isolation_->now_is() == isolation::state::with_hub
                                       ? ""
                                       : ": more than half of the nodes are without the "
                                         "orchestrator, as this one (T2)");
  for (auto& [what, h] : parts_)
    pause(what, h, stop);
}

/// What an operator has frozen stays as it is, and what is on another host. What is to
/// be dropped does not go on: others may have it already.
void uplink_state::pause(const placed_part& what, hosted& h, bool stop) {
  auto is_frozen = [&](const scope& where) {
    return std::ranges::any_of(h.frozen, [&](const scope& f) { return f.covers(where); });
  };
  if (!h.up() || h.paused == stop || (!stop && (h.dropping || h.drains_until)))
    return;
  h.paused = stop;
  h.paused_once = h.paused_once || stop;
  const auto act = stop ? freeze_act::freeze : freeze_act::thaw;
  if (is_frozen(what.where()))
    return;
  if (what.is_cluster() || (h.frozen.empty() && h.apart.empty())) {
    order(h, act, what.where());
  } else {
    for (int c = 0; c < setup_.around->who.clusters(what.sector()); ++c)
      if (const cluster_id cluster{what.sector().sector, static_cast<std::uint8_t>(c)};
          !is_frozen(cluster) && std::ranges::count(h.apart, cluster) == 0)
        order(h, act, cluster);
  }
  for (const auto& where : h.frozen)
    if (!stop && where.kind() == scope::level::agent)
      order(h, freeze_act::freeze, where);
}

void uplink_state::order(const hosted& h, freeze_act what, const scope& where) {
  constexpr auto own_numbers = std::uint64_t{1} << 63; // never one of the hub's
  freeze_order order;
  order.number = own_numbers | ++pauses_;
  order.what = what;
  order.where = where;
  if (h.coordinator)
    self_->send(h.coordinator, std::move(order));
  else
    self_->send(h.lead, std::move(order));
}

/// An operator's. What is paused goes on with the others, but for what is elsewhere.
bool uplink_state::freeze(hosted& h, const link_entry& e) {
  freeze_order given;
  if (!decode(e.body, given))
    return false;
  std::erase_if(h.frozen, [&](const scope& f) { return given.where.covers(f); });
  if (given.what == freeze_act::freeze)
    h.frozen.push_back(given.where);
  if (given.what == freeze_act::thaw && h.paused) {
    for (auto cluster : h.apart)
      if (given.where.touches(cluster))
        order(h, freeze_act::thaw, given.where.covers(cluster) ? scope(cluster) : given.where);
  } else if (h.coordinator) {
    self_->send(h.coordinator, std::move(given));
  } else {
    self_->send(h.lead, std::move(given));
  }
  return true;
}

} // namespace mesh::node
