#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "messages/vocabulary.hpp"

namespace mesh {

struct restart_budget_config;
struct supervision_config;

/// Which ends of a child call for a new one.
enum class restart_kind : std::uint8_t {
  permanent, // every end
  transient, // only one that is not normal
  temporary, // none
};
std::string_view to_string(restart_kind kind);

/// The end of a child.
enum class exit_kind : std::uint8_t {
  normal,          // its work was done
  shutdown,        // it was told to stop
  crashed,         // an exception, or an exit reason that is an error
  killed,          // by force
  failed_to_start, // its constructor threw, or it did not start in time
  unresponsive,    // it did not end: it was killed because nothing was heard of it
};
std::string_view to_string(exit_kind kind);

/// Normal and shutdown are the ends that are no failure.
bool is_failure(exit_kind exit);

/// Whether a child of this kind that ended so is to be started again.
bool should_restart(restart_kind kind, exit_kind exit);

/// At most `restarts` within `within_ms`: the next one is one too many.
struct restart_budget {
  int restarts = 5;
  double within_ms = 60'000;
};

/// The delay before the n-th start in a row. Delays grow, so that what
/// is overloaded gets air, and differ, so that not all come back at once.
struct backoff {
  double initial_ms = 100;
  double factor = 2;
  double longest_ms = 30'000;
  double jitter = 0.2; // share of a delay that chance takes off at most

  /// In milliseconds, for `attempt` 1, 2 ...; the first, of a child that was
  /// healthy, is 0. `random01` is 0 to 1: 0 gives the full delay.
  [[nodiscard]] double delay_ms(int attempt, double random01) const;
};
backoff backoff_of(const supervision_config& cfg);

/// Restarts in a sliding window. Remembers no more than the budget allows.
class restart_window {
public:
  explicit restart_window(restart_budget budget) : budget_(budget) {}
  /// Whether one more restart is in the budget. A restart counts until exactly
  /// `within_ms` after it.
  [[nodiscard]] bool has_room(time_point now);
  void spend(time_point now) { spent_.push_back(now); }
  [[nodiscard]] const restart_budget& budget() const { return budget_; }

private:
  restart_budget budget_;
  std::vector<time_point> spent_; // oldest first
};

} // namespace mesh
