// The part of an agent that watches the work in its hand: how long it takes, how
// long that is usual, and when it is too long.
#include "actors/agent.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace mesh {

namespace {

std::string seconds(double ms) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3g s", ms / 1'000);
  return text.data();
}

} // namespace

/// What is believed before anything was measured.
double agent_actor_state::processing_prior_ms() const {
  return who_.processing_ms.value_or(around_->cfg.of(who_.cls).processing_ms);
}

usual_work agent_actor_state::usual_for(const running& piece) const {
  const auto& cfg = around_->cfg;
  work_knowledge known{profile_->processing_samples(), profile_->long_processing_ms(),
                       who_.processing_ms, cfg.of(who_.cls).processing_ms};
  return usual_of(known,
                  profile_->scale(piece.item.what.what->payload_weight, piece.queue_depth),
                  cfg.impedance);
}

in_hand agent_actor_state::holds(time_point moment) const {
  if (!current_ || held_ || (!working() && busy_until_ <= moment))
    return {};
  const auto& mine = *current_;
  auto usual = mine.usual.from == usual_from::nothing ? usual_for(mine) : mine.usual;
  return {mine.item.what.what->id, mine.started, static_cast<float>(usual.ms), usual.from,
          mine.overdue};
}

void agent_actor_state::tell_what_is_in_hand() {
  auto moment = now();
  self_->send(lead_, work_note{who_.id.agent, incarnation_, moment, holds(moment)});
}

/// Work has begun that does not end at once.
void agent_actor_state::watch_work(std::optional<duration> takes) {
  auto& mine = *current_;
  mine.usual = usual_for(mine);
  tell_what_is_in_hand();
  auto overdue_in = from_ms(overdue_after_ms(mine.usual, around_->cfg.failures));
  if (!takes || *takes > overdue_in)
    around_->timers.at(mine.started + overdue_in, self_, work_late{mine.run});
}

/// Work that is overdue is said to be, and goes on. Work that is stuck is given up.
void agent_actor_state::late(const work_late& what) {
  if (!working() || current_->run != what.run)
    return;
  auto& mine = *current_;
  auto moment = now();
  if (!around_->judges(moment)) // it may have ended while this process was away (F2)
    return around_->timers.at(moment + from_ms(around_->cfg.failures.watch_calm_ms), self_,
                              what);
  if (!what.stuck) {
    mine.overdue = true;
    tell_what_is_in_hand();
    if (auto stuck_ms = stuck_after_ms(mine.usual, around_->cfg.failures))
      around_->timers.at(std::max(moment, mine.started + from_ms(*stuck_ms)), self_,
                         work_late{what.run, true});
    return;
  }
  auto id = mine.item.what.what->id;
  auto detail = "was cancelled after " + seconds(to_ms(moment - mine.started)) + "; by "
                + std::string(to_string(mine.usual.from)) + " such work takes "
                + seconds(mine.usual.ms);
  body_->cancel(id);
  finish({id, what.run, work_result::failed(errc::work_stuck, std::move(detail))});
}

/// The work in hand is given up: it takes at least as long as it had, or `times` as
/// long where it had little and would teach little (Z5).
void agent_actor_state::learn_unfinished(time_point moment, double times) {
  const auto& mine = *current_;
  profile_->add_unfinished(times * to_ms(moment - mine.started),
                           mine.item.what.what->payload_weight, mine.queue_depth,
                           processing_prior_ms());
}

} // namespace mesh
