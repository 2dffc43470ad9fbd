#include "actors/parts/held_messages.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace mesh {

namespace {

frozen_delivery held_from(const deliver& d, time_point moment) {
  const auto& parts = d.what->parts;
  auto part = parts.empty() ? 0 : d.part % static_cast<std::uint32_t>(parts.size());
  return {d.what, d.gather, d.expire_at - moment, part, d.attempt, d.goes_on};
}

/// Work that was begun is begun again after thaw.
std::uint8_t once_more(std::uint8_t attempt) {
  return static_cast<std::uint8_t>(std::min(attempt + 1, UINT8_MAX));
}

} // namespace

void held_messages::freeze(agent_id who, std::uint64_t context_hash, time_point moment) {
  assert(!held_);
  held_ = std::make_unique<frozen_agent>();
  since_ = moment;
  held_->id = who;
  held_->context_hash = context_hash;
}

void held_messages::put_in_hand(const deliver& what, time_point runs_until) {
  assert(held_ && !held_->in_hand);
  held_->in_hand = held_from(what, since_);
  held_->in_hand->attempt = once_more(what.attempt);
  held_->in_hand->expire_left = runs_until - since_;
}

void held_messages::put_waiting(const deliver& what) {
  assert(held_);
  held_->waiting.push_back(held_from(what, since_));
}

frozen_agent held_messages::all(const intake& memory) const {
  assert(held_);
  auto all = *held_;
  for (const auto& m : memory.memories())
    all.remembered.push_back({m.id, m.state, m.failure});
  return all;
}

bool held_messages::has(message_id id) const {
  auto same = [&](const frozen_delivery& d) {
    return d.what->id == id;
  };
  return held_
         && ((held_->in_hand && same(*held_->in_hand))
             || std::ranges::any_of(held_->waiting, same));
}

bool held_messages::empty() const {
  return !held_ || (!held_->in_hand && held_->waiting.empty());
}

int held_messages::waiting() const {
  return held_ ? static_cast<int>(held_->waiting.size()) : 0;
}

std::optional<held_messages::dropped> held_messages::drop(message_id id) {
  if (!held_)
    return std::nullopt;
  if (held_->in_hand && held_->in_hand->what->id == id) {
    dropped found{true, held_->in_hand->goes_on, held_->in_hand->attempt};
    if (!found.kept)
      held_->in_hand.reset();
    return found;
  }
  auto& waiting = held_->waiting;
  auto found = std::ranges::find_if(waiting, [&](const auto& d) { return d.what->id == id; });
  if (found == waiting.end())
    return std::nullopt;
  dropped one{false, false, found->attempt};
  waiting.erase(found);
  return one;
}

frozen_agent held_messages::thaw(const intake& memory, const frozen_agent* preserved,
                                 time_point moment) {
  auto all = this->all(memory);
  held_.reset();
  // M3: callers have waited meanwhile; of what is preserved that is off already.
  auto waited = [frozen_for = moment - since_](frozen_delivery& d) {
    if (d.gather != 0)
      d.expire_left -= frozen_for;
  };
  if (all.in_hand && !all.in_hand->goes_on)
    waited(*all.in_hand);
  std::ranges::for_each(all.waiting, waited);
  if (preserved != nullptr)
    add_missing(all, *preserved);
  return all;
}

deliver resumed(const frozen_delivery& one, time_point moment) {
  deliver d;
  d.what = one.what;
  d.gather = one.gather;
  d.expire_at = moment + one.expire_left;
  d.part = one.part;
  d.attempt = one.attempt;
  d.goes_on = one.goes_on;
  d.thawed = true;
  d.sent_at = moment;
  return d;
}

} // namespace mesh
