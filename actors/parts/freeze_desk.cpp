#include "actors/parts/freeze_desk.hpp"

#include <utility>

namespace mesh {

freeze_desk::freeze_desk(children& below, const roster& who, summary_bounds bounds,
                         silence of_child, alarm timer,
                         std::function<std::vector<frozen_breaker>()> not_closed)
    : below_(below),
      who_(who),
      bounds_(bounds),
      silence_(std::move(of_child)),
      timer_(std::move(timer)),
      not_closed_(std::move(not_closed)) {}

void freeze_desk::begin(const freeze_order& order, time_point give_up_at, reported done) {
  round_.emplace(order, below_.parent(), give_up_at, bounds_);
  done_ = std::move(done);
  for (std::size_t i = 0; i < below_.size(); ++i) {
    auto place = static_cast<std::uint8_t>(i);
    if (!below_.touches(order.where, place))
      continue;
    round_->expect(place);
    if (below_.is_there(place))
      below_.freeze(place, order); // else as soon as there is one again
  }
  timer_.wake_at(give_up_at);
}

void freeze_desk::note(const freeze_report& part) {
  if (!round_ || round_->order().number != part.number
      || !round_->settle(below_.place_of(part.from)))
    return;
  round_->add(part);
  if (round_->done())
    finish();
}

void freeze_desk::child_is_back(std::uint8_t place) {
  if (round_ && round_->awaits(place) && below_.is_there(place))
    below_.freeze(place, round_->order());
}

void freeze_desk::due() {
  timer_.woken();
  if (!round_)
    return;
  if (round_->give_up_at() > timer_.now())
    return timer_.wake_at(round_->give_up_at());
  for (std::size_t i = 0; i < below_.size(); ++i) {
    auto place = static_cast<std::uint8_t>(i);
    if (!round_->settle(place))
      continue;
    for (auto id : who_.in(below_.at(place)))
      if (round_->order().where.contains(id))
        round_->missing(id, silence_.reason, silence_.detail);
  }
  finish();
}

void freeze_desk::finish() {
  for (auto& breaker : not_closed_())
    round_->note(std::move(breaker));
  auto report = round_->take();
  round_.reset();
  std::exchange(done_, nullptr)(std::move(report));
}

} // namespace mesh
