#include "supervisors/restart.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "config/protection.hpp"

namespace mesh {

std::string_view to_string(restart_kind kind) {
  constexpr std::array<std::string_view, 3> names{"permanent", "transient", "temporary"};
  return names[static_cast<std::size_t>(kind)];
}

std::string_view to_string(exit_kind kind) {
  constexpr std::array<std::string_view, 6> names{"normal", "shutdown",        "crashed",
                                                  "killed", "failed_to_start", "unresponsive"};
  return names[static_cast<std::size_t>(kind)];
}

bool is_failure(exit_kind exit) {
  return exit != exit_kind::normal && exit != exit_kind::shutdown;
}

bool should_restart(restart_kind kind, exit_kind exit) {
  return kind == restart_kind::permanent
         || (kind == restart_kind::transient && is_failure(exit));
}

double backoff::delay_ms(int attempt, double random01) const {
  if (attempt <= 1)
    return 0;
  // pow of a large attempt is infinity, and the longest delay then
  auto full = std::min(initial_ms * std::pow(factor, attempt - 2), longest_ms);
  return full * (1 - jitter * std::clamp(random01, 0.0, 1.0));
}

backoff backoff_of(const supervision_config& cfg) {
  return {cfg.backoff_initial_ms, cfg.backoff_factor, cfg.backoff_longest_ms,
          cfg.backoff_jitter};
}

bool restart_window::has_room(time_point now) {
  auto expired = [&](time_point spent) {
    return now - spent >= from_ms(budget_.within_ms);
  };
  spent_.erase(spent_.begin(), std::ranges::find_if_not(spent_, expired));
  return spent_.size() < static_cast<std::size_t>(std::max(0, budget_.restarts));
}

} // namespace mesh
