#include "actors/parts/agent_pauses.hpp"

#include <utility>

#include <spdlog/spdlog.h>

#include "actors/coordination/bounds_of.hpp"

namespace mesh {

agent_pauses::agent_pauses(ways& out, open_work& work, cluster_members& members,
                           mesh_counters& counters, const config& cfg)
    : out_(out), work_(work), members_(members), counters_(counters), cfg_(cfg) {}

void agent_pauses::order(freeze_order what, time_point moment) {
  if (round_ && round_->order().number >= what.number)
    return; // a second copy, or overtaken
  if (round_)
    finish(); // nobody waits for the earlier one any more
  round_.emplace(std::move(what), members_.cluster(),
                 moment + from_ms(cfg_.supervision.freeze_timeout_ms), bounds_of(cfg_.limits));
  const auto& wanted = round_->order();
  for (auto& c : members_) {
    if (!wanted.where.contains(c.row.id) || c.row.standing == membership::absent)
      continue;
    auto slot = c.row.id.agent;
    if (wanted.what == freeze_act::freeze) {
      if (!c.row.frozen)
        pauses_[slot] = {};
      c.row.frozen = true;
      work_.refuse_unsent(slot, errc::frozen,
                          "its scope was frozen before the message was sent", moment);
    } else if (!c.row.frozen) {
      round_->obeyed();
      continue;
    }
    if (c.down) {
      round_->missing(c.row.id, errc::agent_down, "is down");
      continue;
    }
    round_->expect(slot);
    tell(slot);
  }
  out_.publish(); // nobody chooses them from here on
  if (round_->done())
    return finish();
  out_.wake_to_give_up(round_->give_up_at());
}

/// The present order for an agent, or that it stays frozen.
void agent_pauses::tell(std::uint8_t slot) {
  auto asked = round_ && round_->awaits(slot);
  auto number = asked ? round_->order().number : 0;
  if (!asked || round_->order().what == freeze_act::freeze)
    return out_.tell(slot, freeze_agent{number});
  const auto& all = round_->order().preserved;
  const auto* mine = all ? find_agent(*all, members_[slot].row.id) : nullptr;
  out_.tell(slot, thaw_agent{number, std::shared_ptr<const frozen_agent>(all, mine)});
}

/// It is frozen before it is thawed, so that it takes over what is given.
void agent_pauses::tell_again(std::uint8_t slot) {
  const auto& c = members_[slot];
  if (!c.row.frozen || c.down)
    return;
  out_.tell(slot, freeze_agent{});
  if (round_ && round_->awaits(slot))
    tell(slot);
}

/// Whether the present order waited for this answer to it.
bool agent_pauses::settles(std::uint64_t number, std::uint8_t slot) {
  return round_ && round_->order().number == number && round_->settle(slot);
}

void agent_pauses::stopped(agent_frozen what) {
  auto slot = what.held.id.agent;
  auto& mine = pauses_[slot];
  mine.stopped = true;
  if (what.held.in_hand)
    mine.interrupted = what.held.in_hand->what->id;
  if (!settles(what.number, slot))
    return;
  round_->stopped(std::move(what.held));
  if (round_->done())
    finish();
}

void agent_pauses::goes_on(const agent_thawed& what, time_point moment) {
  members_[what.slot].row.frozen = false;
  pauses_[what.slot].thawed = what.at;
  if (!settles(what.number, what.slot))
    return out_.changed(moment);
  round_->obeyed();
  if (round_->done()) {
    out_.publish();
    finish();
  }
}

void agent_pauses::give_up_due(time_point moment) {
  if (!round_ || round_->give_up_at() > moment)
    return;
  for (const auto& c : members_)
    if (round_->settle(c.row.id.agent))
      round_->missing(c.row.id, c.down ? errc::agent_down : errc::timeout,
                      c.down ? "went down" : "did not answer");
  out_.publish();
  finish();
}

void agent_pauses::finish() {
  out_.report(round_->take());
  round_.reset();
}

bool agent_pauses::has_stopped(std::uint8_t slot) const {
  auto found = pauses_.find(slot);
  return found != pauses_.end() && found->second.stopped;
}

bool agent_pauses::is_void(const ack& a) const {
  auto found = pauses_.find(a.slot);
  return found != pauses_.end() && a.what == found->second.interrupted
         && a.sent_at < found->second.thawed;
}

void agent_pauses::note_answer(const ack& a) const {
  ++counters_.thawed_answers;
  const auto& agent = members_[a.slot].row.id;
  if (a.failure == errc::none)
    spdlog::info("{} finished message {} after the thaw: {} {}{}", to_string(agent),
                 to_string(a.what), to_string(a.state), a.value, a.detail);
  else
    spdlog::info("{} could not finish message {} after the thaw: {}", to_string(agent),
                 to_string(a.what), to_string(error{a.failure, a.detail}));
}

} // namespace mesh
