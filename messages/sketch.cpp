#include "messages/sketch.hpp"

#include <algorithm>
#include <cmath>

namespace mesh {

namespace {

constexpr double smallest_ms = 0.01;
const double log_growth = std::log(1.02);

std::int32_t bucket_of(double ms) {
  auto size = std::abs(ms);
  if (size < smallest_ms)
    return 0;
  constexpr double largest_ms = 1e9;
  auto bucket = 1
                + static_cast<std::int32_t>(std::log(std::min(size, largest_ms) / smallest_ms)
                                            / log_growth);
  return ms < 0 ? -bucket : bucket;
}

} // namespace

double sketch::value_of(std::int32_t bucket) {
  if (bucket == 0)
    return 0;
  auto size = smallest_ms * std::exp((std::abs(bucket) - 0.5) * log_growth);
  return bucket < 0 ? -size : size;
}

void sketch::add(double ms, std::uint64_t count) {
  if (std::isnan(ms) || count == 0)
    return;
  auto bucket = bucket_of(ms);
  auto at = std::lower_bound(entries_.begin(), entries_.end(), entry{bucket, 0});
  if (at != entries_.end() && at->first == bucket)
    at->second += count;
  else
    entries_.insert(at, {bucket, count});
  count_ += count;
}

void sketch::merge(const sketch& other) {
  std::vector<entry> merged;
  merged.reserve(entries_.size() + other.entries_.size());
  auto a = entries_.begin();
  auto b = other.entries_.begin();
  while (a != entries_.end() && b != other.entries_.end()) {
    if (a->first == b->first) {
      merged.emplace_back(a->first, a->second + b->second);
      ++a;
      ++b;
    } else {
      merged.push_back(a->first < b->first ? *a++ : *b++);
    }
  }
  merged.insert(merged.end(), a, entries_.end());
  merged.insert(merged.end(), b, other.entries_.end());
  entries_ = std::move(merged);
  count_ += other.count_;
}

double sketch::quantile(double q) const {
  if (count_ == 0)
    return 0;
  auto share = q > 0 ? std::min(q, 1.0) : 0.0;
  auto rank = static_cast<std::uint64_t>(share * static_cast<double>(count_ - 1));
  std::uint64_t seen = 0;
  for (const auto& [bucket, count] : entries_) {
    seen += count;
    if (seen > rank)
      return value_of(bucket);
  }
  return value_of(entries_.back().first);
}

double sketch::share_at_most(double ms) const {
  if (count_ == 0)
    return 1;
  auto last = bucket_of(ms);
  std::uint64_t below = 0;
  for (const auto& [bucket, count] : entries_)
    if (bucket <= last)
      below += count;
  return static_cast<double>(below) / static_cast<double>(count_);
}

sketch sketch::from(std::vector<entry> entries) {
  sketch result;
  std::sort(entries.begin(), entries.end());
  for (const auto& [bucket, count] : entries) {
    if (count == 0)
      continue;
    if (!result.entries_.empty() && result.entries_.back().first == bucket)
      result.entries_.back().second += count;
    else
      result.entries_.emplace_back(bucket, count);
    result.count_ += count;
  }
  return result;
}

} // namespace mesh
