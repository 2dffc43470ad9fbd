#pragma once
#include <cstdint>

#include "actors/parts/surroundings.hpp"
#include "supervisors/breaker_tree.hpp"

namespace mesh {

/// A change of a breaker, for people: logged, kept as an event, and counted when the
/// breaker opened. `keeper` is the actor that keeps it.
void record_breaker(const surroundings& around, const breaker_event& event, bool by_hand,
                    std::uint64_t keeper, time_point now);

} // namespace mesh
