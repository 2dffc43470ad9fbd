#include "runtime/console/running/exit_code.hpp"

#include <algorithm>
#include <array>

namespace mesh::console {

exit_code worse(exit_code a, exit_code b) {
  constexpr std::array by_severity{exit_code::done,          exit_code::some_missing,
                                   exit_code::quorum_missed, exit_code::unavailable,
                                   exit_code::denied,        exit_code::failed,
                                   exit_code::usage};
  auto severity = [&](exit_code c) {
    return std::find(by_severity.begin(), by_severity.end(), c);
  };
  return severity(a) < severity(b) ? b : a;
}

exit_code code_of(const error& what) {
  switch (what.code) {
  case errc::none:
    return exit_code::done;
  case errc::invalid_argument:
  case errc::invalid_id:
  case errc::parse_error:
    return exit_code::usage;
  case errc::timeout:
  case errc::unknown:
  case errc::command_timeout:
  case errc::call_timeout:
  case errc::quorum_missed:
  case errc::expired:
    return exit_code::quorum_missed;
  case errc::capability_denied:
  case errc::mode_restricted:
  case errc::approval_required:
  case errc::denied:
  case errc::call_denied:
  case errc::not_signed_in:
  case errc::key_needed:
    return exit_code::denied;
  case errc::breaker_open:
  case errc::frozen:
    return exit_code::unavailable;
  default:
    return exit_code::failed;
  }
}

exit_code code_of(const scatter_result& result) {
  if (result.failure.code != errc::none)
    return code_of(result.failure);
  if (result.cancelled)
    return exit_code::failed;
  if (!result.success())
    return exit_code::quorum_missed;
  return result.missing() > 0 ? exit_code::some_missing : exit_code::done;
}

exit_code code_of(const cascade_result& result) {
  if (result.total.failure.code != errc::none)
    return code_of(result.total.failure);
  if (result.total.cancelled)
    return exit_code::failed;
  auto passed = std::all_of(result.phases.begin(), result.phases.end(),
                            [](const phase_result& p) { return p.passed; });
  if (!passed || result.total.summary.sent == 0)
    return exit_code::quorum_missed;
  return result.total.missing() > 0 ? exit_code::some_missing : exit_code::done;
}

} // namespace mesh::console
