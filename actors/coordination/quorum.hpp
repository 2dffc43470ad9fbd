#pragma once
#include <cstdint>

#include "messages/quorum.hpp"

namespace mesh {

struct coordination_config;

/// Q1 over the answers so far. No answers at all is an answer too: wait.
quorum decide_quorum(std::uint32_t ready, std::uint32_t conflict, std::uint32_t transit,
                     const coordination_config& cfg);

} // namespace mesh
