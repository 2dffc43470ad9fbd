#pragma once
#include "messages/frozen_state.hpp"
#include "supervisors/circuit_breaker.hpp"

namespace mesh {

/// A breaker as it is preserved by a freeze (O6).
inline frozen_breaker frozen_breaker_of(const scope& where, const circuit_breaker& breaker,
                                        time_point now) {
  using position = frozen_breaker::position;
  auto state = breaker.state() == circuit_state::open        ? position::open
               : breaker.state() == circuit_state::half_open ? position::half_open
                                                             : position::closed;
  return {where, state, breaker.reason(), now - breaker.since(), breaker.by_hand()};
}

} // namespace mesh
