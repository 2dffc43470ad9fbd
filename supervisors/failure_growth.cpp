#include "supervisors/failure_growth.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace mesh {

failure_growth::failure_growth(sector_id sector, const failures_config& cfg)
    : sector_(sector),
      cfg_(cfg),
      period_(std::max(duration(1), from_ms(cfg.growth_period_ms))),
      counts_(static_cast<std::size_t>(std::max(1, cfg.growth_periods)) + 1) {}

void failure_growth::advance(time_point now) {
  auto period = now.time_since_epoch() / period_;
  auto passed = std::min<std::int64_t>(std::max<std::int64_t>(period - newest_, 0),
                                       static_cast<std::int64_t>(counts_.size()));
  if (passed > 1 || (passed == 1 && !grows()))
    told_ = false; // it had stopped growing: what comes now is another cascade
  counts_.erase(counts_.begin(), counts_.begin() + passed);
  counts_.resize(counts_.size() + static_cast<std::size_t>(passed));
  newest_ = std::max(newest_, period);
}

bool failure_growth::grows() const {
  if (std::cmp_less(counts_.back(), cfg_.growth_floor))
    return false;
  for (std::size_t i = 1; i < counts_.size(); ++i)
    if (counts_[i - 1] == 0 || counts_[i] < cfg_.growth_factor * counts_[i - 1])
      return false; // from nothing is a start, and no growth
  return true;
}

bool failure_growth::growing(time_point now) {
  advance(now);
  return grows();
}

std::optional<failure_event> failure_growth::failure(time_point now) {
  advance(now);
  if (counts_.back() < std::numeric_limits<std::uint32_t>::max())
    ++counts_.back();
  if (!grows() || std::exchange(told_, true))
    return std::nullopt;
  std::string seen = "failures a period: ";
  for (std::size_t i = 0; i < counts_.size(); ++i)
    seen += (i ? ", " : "") + std::to_string(counts_[i]);
  return failure_event{now, failure_class::cascade_failure, sector_, std::move(seen),
                       escalation::orchestrator};
}

} // namespace mesh
