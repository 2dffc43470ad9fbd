#include "actors/work/person/answer_habits.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace mesh {

namespace {

constexpr std::uint64_t minute_ms = 60'000;
constexpr std::uint64_t hour_ms = 60 * minute_ms;
constexpr std::uint64_t furthest_ms = 14 * 24 * hour_ms;

} // namespace

answer_habits::answer_habits(std::optional<working_hours> declared, double prior_ms)
    : declared_(declared), usual_ms_(prior_ms) {
  weights_.fill(1);
}

std::size_t answer_habits::slot_at(std::uint64_t at_ms) {
  constexpr int saturday = 5;
  constexpr int hours_a_day = 24;
  const auto hour = minute_of_week(at_ms) / 60;
  const auto weekend = hour / hours_a_day >= saturday;
  const auto slot = hour % hours_a_day + (weekend ? hours_a_day : 0);
  return static_cast<std::size_t>(slot);
}

template <class Visit>
void answer_habits::each_hour(std::uint64_t from_ms, std::uint64_t to_ms, Visit visit) {
  while (from_ms < to_ms) {
    const auto next = std::min(to_ms, (from_ms / hour_ms + 1) * hour_ms);
    visit(from_ms, next);
    from_ms = next;
  }
}

/// Declared hours begin and end at any minute, learned ones with the hour.
double answer_habits::weight_at(std::uint64_t at_ms) const {
  if (declared_)
    return declared_->contain(at_ms) ? 1 : 0;
  return weights_[slot_at(at_ms)];
}

double answer_habits::working_ms(std::uint64_t from_ms, std::uint64_t to_ms) const {
  double sum = 0;
  each_hour(from_ms, to_ms, [&](std::uint64_t from, std::uint64_t to) {
    if (!declared_) {
      sum += weights_[slot_at(from)] * static_cast<double>(to - from);
      return;
    }
    for (auto at = from; at < to; at = std::min(to, (at / minute_ms + 1) * minute_ms))
      sum += weight_at(at)
             * static_cast<double>(std::min(to, (at / minute_ms + 1) * minute_ms) - at);
  });
  return sum;
}

void answer_habits::open(std::uint64_t from_ms, std::uint64_t to_ms) {
  if (to_ms > from_ms + furthest_ms)
    from_ms = to_ms - furthest_ms; // one that was forgotten tells no more than that
  each_hour(from_ms, to_ms, [&](std::uint64_t from, std::uint64_t to) {
    hours_[slot_at(from)].open_h +=
        static_cast<double>(to - from) / static_cast<double>(hour_ms);
  });
}

void answer_habits::answered(std::uint64_t asked_ms, std::uint64_t answered_ms) {
  ++answers_;
  hours_[slot_at(std::max(answered_ms, asked_ms))].answers += 1;
  remember({asked_ms, std::max(answered_ms, asked_ms), true});
}

void answer_habits::unanswered(std::uint64_t asked_ms, std::uint64_t ended_ms) {
  remember({asked_ms, std::max(ended_ms, asked_ms), false});
}

void answer_habits::follow(const answer_pace& learned) {
  usual_ms_ = learned.usual_ms;
  weights_ = learned.weights;
}

void answer_habits::remember(question what) {
  open(what.asked_ms, what.ended_ms);
  newest_.push_back(what);
  if (newest_.size() > remembered)
    newest_.pop_front();
  learn_weights();
  learn_usual();
}

void answer_habits::learn_weights() {
  // An hour of which little is known is taken for an hour as others are.
  constexpr double doubt_h = 2;
  double open_h = 0;
  double answers = 0;
  for (const auto& one : hours_) {
    open_h += one.open_h;
    answers += one.answers;
  }
  const auto usual = (answers + 1) / (open_h + 1);
  double highest = 0;
  for (std::size_t i = 0; i < slots; ++i) {
    weights_[i] = (hours_[i].answers + doubt_h * usual) / (hours_[i].open_h + doubt_h);
    highest = std::max(highest, weights_[i]);
  }
  for (auto& weight : weights_)
    weight /= highest;
}

void answer_habits::learn_usual() {
  constexpr double share = 0.8;
  constexpr double at_least = 2; // so many times as long as an unanswered question was open
  std::vector<double> took;
  auto usual = [&] {
    const auto at =
        static_cast<std::ptrdiff_t>(std::ceil(share * static_cast<double>(took.size())) - 1);
    std::ranges::nth_element(took, took.begin() + at);
    return took[static_cast<std::size_t>(at)];
  };
  for (const auto& one : newest_)
    if (one.answered)
      took.push_back(working_ms(one.asked_ms, one.ended_ms));
  auto believed = took.empty() ? usual_ms_ : usual();
  for (const auto& one : newest_)
    if (const auto open_ms = one.answered ? 0 : working_ms(one.asked_ms, one.ended_ms);
        open_ms >= believed)
      took.push_back(at_least * open_ms);
  if (!took.empty())
    usual_ms_ = usual();
}

std::uint64_t answer_habits::ask_at(std::uint64_t ready_by_ms) const {
  const auto furthest = ready_by_ms - std::min(ready_by_ms, furthest_ms);
  auto left = usual_ms_;
  auto at = ready_by_ms;
  while (at > furthest && left > 0) {
    const auto step = declared_ ? minute_ms : hour_ms;
    const auto from = std::max(furthest, (at - 1) / step * step);
    const auto weight = weight_at(from);
    const auto worth = weight * static_cast<double>(at - from);
    if (worth >= left)
      return at - static_cast<std::uint64_t>(left / weight);
    left -= worth;
    at = from;
  }
  return at;
}

} // namespace mesh
