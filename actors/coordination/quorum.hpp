#pragma once
#include <cstdint>
#include <optional>

#include "config/config.hpp"
#include "messages/quorum.hpp"

namespace mesh {

struct coordination_config;

/// Q1 over the answers so far. No answers at all is an answer too: wait. `minimum`: a
/// command that asks for less than coordination.quorum_ready has its quorum with that.
quorum decide_quorum(std::uint32_t ready, std::uint32_t conflict, std::uint32_t transit,
                     const coordination_config& cfg, std::optional<double> minimum = {});

} // namespace mesh
