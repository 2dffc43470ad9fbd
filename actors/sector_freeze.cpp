// The part of a sector coordinator that passes orders to freeze and thaw on
// and puts together what its leads report (O6).
#include "actors/coordination/bounds_of.hpp"
#include "actors/frozen_breakers.hpp"
#include "actors/sector_coordinator.hpp"

namespace mesh {

void sector_state::freeze(const freeze_order& order) {
  if (freezing_ && freezing_->order().number >= order.number)
    return; // a second copy, or overtaken
  if (freezing_)
    finish_freeze();
  reopen_breakers(order);
  const auto& cfg = setup_.around->cfg;
  freezing_.emplace(
      order, setup_.sector,
      now() + from_ms(cfg.supervision.freeze_timeout_ms + cfg.coordination.level_margin_ms),
      bounds_of(cfg.limits));
  for (std::size_t i = 0; i < leads_.size(); ++i) {
    cluster_id cluster{setup_.sector.sector, static_cast<std::uint8_t>(i)};
    if (!order.where.touches(cluster))
      continue;
    freezing_->expect(cluster.cluster);
    if (leads_[i])
      self_->send(leads_[i], order); // else as soon as there is one again
  }
  setup_.around->timers.at(freezing_->give_up_at(), self_, sector_tick{sector_wake::freeze});
}

void sector_state::note(const freeze_report& part) {
  if (!freezing_ || freezing_->order().number != part.number
      || !freezing_->settle(part.from.cluster().cluster))
    return;
  freezing_->add(part);
  if (freezing_->done())
    finish_freeze();
}

void sector_state::freeze_due() {
  if (!freezing_ || freezing_->give_up_at() > now())
    return;
  for (std::size_t i = 0; i < leads_.size(); ++i) {
    cluster_id cluster{setup_.sector.sector, static_cast<std::uint8_t>(i)};
    if (!freezing_->settle(cluster.cluster))
      continue;
    for (auto id : setup_.around->who.in(cluster))
      if (freezing_->order().where.contains(id))
        freezing_->missing(id, errc::lead_unreachable, "its lead gave no answer");
  }
  finish_freeze();
}

/// Breakers that an earlier process left open.
void sector_state::reopen_breakers(const freeze_order& order) {
  if (order.what != freeze_act::freeze || !order.preserved)
    return;
  for (const auto& b : order.preserved->breakers)
    if (scope(setup_.sector).covers(b.where) && b.state != frozen_breaker::position::closed)
      apply(b.by_hand ? breakers_->force_open(b.where, b.reason, now())
                      : breakers_->trip(b.where, b.reason, now()));
}

void sector_state::finish_freeze() {
  for (const auto& where : breakers_->tripped())
    freezing_->note(frozen_breaker_of(where, *breakers_->find(where), now()));
  self_->send(setup_.parent, freezing_->take());
  freezing_.reset();
}

} // namespace mesh
