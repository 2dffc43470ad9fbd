#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace mesh {

/// Q1: what the answers of a gather call for.
enum class quorum_decision : std::uint8_t { proceed, wait, resolve_conflicts, retry };
std::string_view to_string(quorum_decision decision);

struct quorum {
  quorum_decision decision = quorum_decision::wait;
  std::optional<double> confidence = {}; // ready rate - conflict rate / 2, when proceeding
};

} // namespace mesh
