#pragma once
#include <cstdint>

namespace mesh {

/// Set in the numbers of gathers that no one asked for: a sector probes its breakers (B2).
constexpr std::uint64_t probe_bit = std::uint64_t{1} << 63;

constexpr bool is_probe(std::uint64_t gather) {
  return (gather & probe_bit) != 0;
}

} // namespace mesh
