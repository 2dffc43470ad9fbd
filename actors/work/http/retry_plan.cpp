#include "actors/work/http/retry_plan.hpp"

#include <algorithm>
#include <cmath>

namespace mesh {

namespace {

bool may_go_well_next_time(const call_attempt& last) {
  constexpr unsigned too_many_requests = 429;
  constexpr unsigned breakdown = 500;
  switch (last.end) {
  case call_end::answered:
    return last.status == too_many_requests || last.status >= breakdown;
  case call_end::not_reached:
  case call_end::broke_off:
    return true;
  default:
    return false;
  }
}

} // namespace

std::optional<duration> wait_before_retry(const call_attempt& last, const call_so_far& job,
                                          const calls_config& limits) {
  if (job.attempts >= limits.attempts || !may_go_well_next_time(last)
      || (job.acts && last.end != call_end::not_reached))
    return std::nullopt;
  constexpr double doubling = 2;
  const auto usual_ms =
      std::min(limits.longest_retry_ms, limits.retry_ms * std::pow(doubling, job.attempts - 1));
  const auto varied = from_ms(usual_ms * (0.5 + std::clamp(job.chance, 0.0, 1.0)));
  const auto wait = std::max(varied, last.retry_after.value_or(duration::zero()));
  return wait < job.time_left ? std::optional(wait) : std::nullopt;
}

} // namespace mesh
