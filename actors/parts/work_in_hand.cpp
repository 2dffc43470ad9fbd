#include "actors/parts/work_in_hand.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdio>
#include <utility>

namespace mesh {

namespace {

std::string seconds(double ms) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3g s", ms / 1'000);
  return text.data();
}

} // namespace

void work_in_hand::begin(waiting item, std::uint64_t run, int queue_depth, time_point moment,
                         duration way) {
  assert(!busy(moment));
  piece_.emplace(piece{std::move(item), moment, run, queue_depth, way});
}

const deliver* work_in_hand::message(time_point moment) const {
  return piece_ && busy(moment) ? &piece_->item.what : nullptr;
}

void work_in_hand::conclude(time_point end) {
  assert(working());
  piece_->concluded = true;
  busy_until_ = end;
}

void work_in_hand::put_down(time_point moment) {
  busy_until_ = std::min(busy_until_, moment);
  piece_.reset();
}

in_hand work_in_hand::holds(const work_history& history, time_point moment) const {
  if (message(moment) == nullptr)
    return {};
  const auto& mine = *piece_;
  auto usual = mine.usual.from == usual_from::nothing ? this->usual(history) : mine.usual;
  return {mine.item.what.what->id, mine.started, static_cast<float>(usual.ms), usual.from,
          mine.overdue};
}

usual_work work_in_hand::usual(const work_history& history) const {
  const auto& [measured, who, cfg] = history;
  work_knowledge known{measured.processing_samples(), measured.long_processing_ms(),
                       who.processing_ms, cfg.of(who.cls).processing_ms};
  return usual_of(known,
                  measured.scale(piece_->item.what.what->payload_weight, piece_->queue_depth),
                  cfg.impedance);
}

time_point work_in_hand::watch(const work_history& history) {
  piece_->usual = usual(history);
  return piece_->started + piece_->way
         + from_ms(overdue_after_ms(piece_->usual, history.cfg.failures));
}

std::optional<time_point> work_in_hand::say_overdue(const config& cfg) {
  piece_->overdue = true;
  auto stuck_ms = stuck_after_ms(piece_->usual, cfg.failures);
  if (!stuck_ms)
    return std::nullopt;
  return piece_->started + piece_->way + from_ms(*stuck_ms);
}

std::string work_in_hand::why_stuck(time_point moment) const {
  return "was cancelled after " + seconds(to_ms(taken(moment))) + "; by "
         + std::string(to_string(piece_->usual.from)) + " such work takes "
         + seconds(piece_->usual.ms);
}

work_times work_in_hand::learn(const work_history& history, const work_result& result,
                               time_point moment) const {
  auto& measured = history.measured;
  if (result.round_trip_ms >= 0)
    measured.add_round_trip(result.round_trip_ms);
  const auto spent = times_of(result, taken(moment));
  if (result.failure == errc::none) // what was not done took no time worth knowing
    measured.add_processing(spent.processing_ms, piece_->item.what.what->payload_weight,
                            piece_->queue_depth);
  else if (cut_short(result.failure))
    learn_unfinished(history, moment);
  return spent;
}

void work_in_hand::learn_unfinished(const work_history& history, time_point moment,
                                    double times) const {
  const auto& [measured, who, cfg] = history;
  const auto worked = taken(moment) - piece_->way;
  if (worked <= duration::zero())
    return; // it may not have begun
  auto prior_ms = who.processing_ms.value_or(cfg.of(who.cls).processing_ms);
  measured.add_unfinished(times * to_ms(worked), piece_->item.what.what->payload_weight,
                          piece_->queue_depth, prior_ms);
}

bool cut_short(errc failure) {
  return failure == errc::expired || failure == errc::timeout
         || failure == errc::command_timeout || failure == errc::call_timeout
         || failure == errc::work_stuck;
}

std::string was_stopped(duration after) {
  return "was stopped after " + std::to_string(static_cast<int>(to_ms(after)))
         + " ms of work, because no caller waited for it any more";
}

} // namespace mesh
