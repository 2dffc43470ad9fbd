#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "config/protection.hpp"
#include "messages/failure_event.hpp"

namespace mesh {

/// F6: notices when failures of a sector grow exponentially: in each of several
/// periods in a row by the configured factor, up to a number that matters.
/// Remembers one count for each of these periods.
class failure_growth {
public:
  failure_growth(sector_id sector, const failures_config& cfg);

  /// Counts a failure. An event when this one makes a cascade of it, once
  /// for as long as it grows; it escalates to the orchestrator at once. The period under
  /// way counts, too: it can only get worse.
  std::optional<failure_event> failure(time_point now);
  [[nodiscard]] bool growing(time_point now);

private:
  void advance(time_point now);
  [[nodiscard]] bool grows() const;

  sector_id sector_;
  failures_config cfg_;
  duration period_;
  std::int64_t newest_ = 0;           // number of the period since the clock's zero
  std::vector<std::uint32_t> counts_; // oldest first, the last is of newest_
  bool told_ = false;
};

} // namespace mesh
