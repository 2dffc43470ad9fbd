#pragma once
#include <functional>
#include <string>

#include "tests/sim/chaos/plan.hpp"
#include "tests/sim/chaos/record.hpp"

namespace mesh::testing {

/// Lets a mesh live through a plan, in virtual time, in an order of its actors
/// that the seed shuffles; then heals and thaws it, lets it come to rest, and
/// returns what was seen. `told` hears of each step before it is done.
chaos_record live_through(const chaos_plan& plan,
                          const std::function<void(const std::string&)>& told = {});

} // namespace mesh::testing
