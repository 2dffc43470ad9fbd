// The part of the orchestrator that freezes and thaws (O6), and turns away
// what is meant for the frozen only.
#include "actors/orchestrator.hpp"

#include <algorithm>

#include "actors/coordination/bounds_of.hpp"
#include "actors/frozen_breakers.hpp"

namespace mesh {

/// T5: who is on the way in or out would miss a freeze. One that an earlier
/// process has preserved is of those that were there.
int orchestrator_state::on_the_move(const freeze_order& order) const {
  if (order.what != freeze_act::freeze || order.preserved)
    return 0;
  return around_->who.count(order.where, membership::joining)
         + around_->who.count(order.where, membership::leaving);
}

void orchestrator_state::freeze(const freeze_order& order,
                                std::function<void(freeze_report)> done) {
  freeze_report refused;
  if (!around_->who.contains(order.where))
    refused.failure = {errc::unknown_target, to_string(order.where) + " is not in this mesh",
                       "see 'status' for its size"};
  else if (freezing_)
    refused.failure = {errc::too_many_in_flight,
                       to_string(freezing_->order().where) + " is being frozen or thawed",
                       "wait until that has ended"};
  else if (auto some = on_the_move(order); some > 0)
    refused.failure = {errc::invalid_argument,
                       std::to_string(some) + " agents in " + to_string(order.where)
                           + " are joining or leaving",
                       "wait until 'status' shows none"};
  if (refused.failure.code != errc::none)
    return done(std::move(refused));
  if (order.what == freeze_act::freeze && order.preserved)
    for (const auto& b : order.preserved->breakers) // left open by an earlier process
      if (b.where == scope() && b.state != frozen_breaker::position::closed)
        apply(b.by_hand ? global_->force_open(b.reason, now())
                        : global_->trip(b.reason, now()));
  const auto& c = cfg();
  freezing_.emplace(
      order, scope(),
      now() + from_ms(c.supervision.freeze_timeout_ms + 2 * c.coordination.level_margin_ms),
      bounds_of(c.limits));
  frozen_ = std::move(done);
  for (std::size_t i = 0; i < sectors_.size(); ++i) {
    sector_id sector{static_cast<std::uint8_t>(i)};
    if (!order.where.touches(sector))
      continue;
    freezing_->expect(sector.sector);
    if (sectors_[i])
      self_->send(sectors_[i], order); // else as soon as there is one again
  }
  around_->timers.at(freezing_->give_up_at(), self_,
                     orchestrator_tick{orchestrator_wake::freeze});
}

void orchestrator_state::note(const freeze_report& part) {
  if (!freezing_ || freezing_->order().number != part.number
      || !freezing_->settle(part.from.sector().sector))
    return;
  freezing_->add(part);
  if (freezing_->done())
    finish_freeze();
}

void orchestrator_state::freeze_due() {
  if (!freezing_ || freezing_->give_up_at() > now())
    return;
  const auto where = freezing_->order().where;
  for (std::size_t i = 0; i < sectors_.size(); ++i) {
    sector_id sector{static_cast<std::uint8_t>(i)};
    if (!freezing_->settle(sector.sector))
      continue;
    for (auto id : around_->who.in(sector))
      if (where.contains(id))
        freezing_->missing(id, errc::sector_unreachable, "its sector gave no answer");
  }
  finish_freeze();
}

void orchestrator_state::finish_freeze() {
  if (global_->state() != circuit_state::closed)
    freezing_->note(frozen_breaker_of({}, *global_, now()));
  auto report = freezing_->take();
  freezing_.reset();
  std::exchange(frozen_, nullptr)(std::move(report));
}

} // namespace mesh
