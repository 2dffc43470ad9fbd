#include "actors/coordination/arrival_board.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "actors/coordination/gather_number.hpp"

namespace mesh {

void run_arrivals::ready(time_point when) {
  const auto bin = std::floor((to_ms(when - arrive) - first_ms) / bin_ms);
  const auto last = static_cast<double>(bins - 1);
  ++by_bin_[static_cast<std::size_t>(std::clamp(bin, 0.0, last))];
}

void run_arrivals::ended(const gather_summary& how) {
  straggler_ += how.straggler;
  skipped_ += how.skipped;
  expired_ += how.expired;
  refused_ += how.refused;
  --running_;
}

run_arrivals::figures run_arrivals::counts() const {
  const auto ready = std::accumulate(by_bin_.begin(), by_bin_.end(), std::uint32_t{0});
  return {targets_, sent_,    ready,    conflict_, straggler_,
          skipped_, expired_, refused_, running_};
}

std::vector<std::uint32_t> run_arrivals::histogram() const {
  return {by_bin_.begin(), by_bin_.end()};
}

run_arrivals::filled_bins run_arrivals::filled() const {
  filled_bins all;
  for (std::uint32_t i = 0; i < bins; ++i)
    if (const auto many = by_bin_[i].load(); many > 0)
      all.emplace_back(i, many);
  return all;
}

void run_arrivals::add(const figures& more, const filled_bins& by_bin) {
  targets_ += more.targets;
  sent_ += more.sent;
  conflict_ += more.conflict;
  straggler_ += more.straggler;
  skipped_ += more.skipped;
  expired_ += more.expired;
  refused_ += more.refused;
  running_ += more.running;
  for (const auto& [bin, many] : by_bin)
    by_bin_.at(bin) += many;
}

std::shared_ptr<run_arrivals> arrival_board::join(std::uint64_t gather, time_point arrive,
                                                  duration window, bool scheduled) {
  const auto fresh = [&] {
    return std::make_shared<run_arrivals>(gather, arrive, window, scheduled);
  };
  if (is_probe(gather))
    return fresh(); // sectors number their probes alike, and nobody looks for them
  const std::lock_guard lock(mutex_);
  if (auto here = look(gather))
    return here;
  if (runs_.size() == most)
    runs_.pop_front();
  return runs_.emplace_back(fresh());
}

std::shared_ptr<run_arrivals> arrival_board::look(std::uint64_t gather) const {
  const auto found = std::find_if(runs_.rbegin(), runs_.rend(),
                                  [&](const auto& one) { return one->gather == gather; });
  return found == runs_.rend() ? nullptr : *found;
}

std::shared_ptr<run_arrivals> arrival_board::find(std::uint64_t gather) const {
  const std::lock_guard lock(mutex_);
  return look(gather);
}

std::vector<std::shared_ptr<const run_arrivals>> arrival_board::newest() const {
  const std::lock_guard lock(mutex_);
  return {runs_.begin(), runs_.end()};
}

} // namespace mesh
