#include "actors/coordination/estimator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mesh {

namespace {

constexpr std::size_t largest_capacity = 250; // positions are one byte
constexpr std::size_t long_run = 10;          // chance of a false alarm: 2 in 1,024
constexpr double agreement = 0.35;            // how close two far samples must be
constexpr double usual_share = 0.3;           // of the median; jitter stays inside
constexpr double usual_floor = 2.0;           // in the sample's unit
constexpr double usual_spread = 2.0;          // times the p10-p90 range

} // namespace

estimator::estimator(std::size_t capacity)
    : capacity_(
        static_cast<std::uint8_t>(std::clamp<std::size_t>(capacity, 1, largest_capacity))) {}

double estimator::quantile(double q) const {
  if (order_.empty())
    return 0;
  auto position = (q > 0 ? std::min(q, 1.0) : 0.0) * static_cast<double>(order_.size() - 1);
  auto below = static_cast<std::size_t>(position);
  auto above = std::min(below + 1, order_.size() - 1);
  auto share = position - static_cast<double>(below);
  return ring_[order_[below]] * (1 - share) + ring_[order_[above]] * share;
}

double estimator::mean() const {
  return ring_.empty() ? 0 : sum_ / static_cast<double>(ring_.size());
}

double estimator::variance() const {
  if (ring_.size() < 2)
    return 0;
  auto middle = mean();
  return std::max(0.0, squares_ / static_cast<double>(ring_.size()) - middle * middle);
}

int estimator::side_of_usual(double sample, double median) const {
  auto off = std::abs(sample - median);
  if (off <= std::max(usual_share * median, usual_floor))
    return 0;
  auto side = sample < median ? -1 : 1;
  // A far sample is in the ring already: of a few, it is most of their spread.
  auto follows_far_one = side == far_side_;
  if (!follows_far_one && off <= usual_spread * (quantile(0.9) - quantile(0.1)))
    return 0;
  return side;
}

std::size_t estimator::newest_to_keep(double sample) {
  if (empty())
    return 0;
  auto middle = median();
  auto far = side_of_usual(sample, middle);
  auto agrees = std::abs(sample - last_) <= agreement * std::max<double>(sample, last_);
  auto jumped = far != 0 && far == far_side_ && agrees;
  far_side_ = static_cast<std::int8_t>(far);

  auto side = sample < middle ? -1 : (sample > middle ? 1 : 0);
  run_ = side != 0 && side == run_side_ ? static_cast<std::uint8_t>(run_ + 1) : std::uint8_t{1};
  run_side_ = static_cast<std::int8_t>(side);
  if (jumped)
    return 2;
  return run_ >= long_run && size() > long_run ? long_run : 0;
}

void estimator::add(double sample) {
  if (!(sample >= 0 && sample <= std::numeric_limits<float>::max()))
    return;
  auto newest = newest_to_keep(sample);
  insert(sample);
  last_ = static_cast<float>(sample);
  if (newest > 0) {
    keep_newest(newest);
    run_ = 0;
    run_side_ = far_side_ = 0;
  }
}

void estimator::insert(double sample) {
  auto value = static_cast<float>(sample);
  auto by_value = [this](std::uint8_t position, float v) {
    return ring_[position] < v;
  };
  std::uint8_t position = next_;
  if (ring_.size() < capacity_) {
    position = static_cast<std::uint8_t>(ring_.size());
    ring_.push_back(value);
  } else {
    order_.erase(std::find(order_.begin(), order_.end(), position));
    sum_ -= ring_[position];
    squares_ -= double(ring_[position]) * ring_[position];
    ring_[position] = value;
  }
  auto at = std::lower_bound(order_.begin(), order_.end(), value, by_value);
  order_.insert(at, position);
  next_ = static_cast<std::uint8_t>((position + 1) % capacity_);
  if (next_ == 0) { // once a round, so that rounding errors do not add up
    sum_ = squares_ = 0;
    for (auto s : ring_)
      add_to_sums(s);
  } else {
    add_to_sums(value);
  }
}

void estimator::add_to_sums(double sample) {
  sum_ += sample;
  squares_ += sample * sample;
}

void estimator::keep_newest(std::size_t count) {
  count = std::min(count, ring_.size());
  std::vector<float> newest;
  for (std::size_t back = count; back > 0; --back)
    newest.push_back(ring_[(next_ + ring_.size() - back) % ring_.size()]);
  ring_.clear();
  order_.clear();
  next_ = 0;
  sum_ = squares_ = 0;
  for (auto sample : newest)
    insert(sample);
}

} // namespace mesh
