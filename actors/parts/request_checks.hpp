#pragma once
#include "actors/coordination/roster.hpp"
#include "config/config.hpp"
#include "messages/orchestration.hpp"

namespace mesh {

/// The error of a request, before agents are chosen for it; `errc::none` when
/// nothing is. `window_ms` and `minimum` are those that hold for it.
error check_request(const scatter_request& request, double window_ms, double minimum,
                    const config& cfg, const roster& who);

/// The same for several scatters in a row: all send the same, within a known time.
error check_in_a_row(const draft& what, double timeout_ms);

} // namespace mesh
