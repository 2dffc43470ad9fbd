#pragma once
#include <cstdint>
#include <string_view>

namespace mesh {

struct coordination_config;

/// Q1: what the answers of a gather call for.
enum class quorum_decision : std::uint8_t { proceed, wait, resolve_conflicts, retry };
std::string_view to_string(quorum_decision decision);

struct quorum {
  quorum_decision decision = quorum_decision::wait;
  double confidence = 0; // ready rate - conflict rate / 2, when proceeding
};

/// Q1 over the answers so far. No answers at all is an answer too: wait.
quorum decide_quorum(std::uint32_t ready, std::uint32_t conflict, std::uint32_t transit,
                     const coordination_config& cfg);

} // namespace mesh
