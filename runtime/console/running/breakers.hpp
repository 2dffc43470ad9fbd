#pragma once
#include <vector>

#include "messages/protection_messages.hpp"

/// Breakers that are not closed, by level.
namespace mesh::console {

/// The number of breakers of each level that are not closed.
struct breaker_counts {
  std::size_t global = 0;
  std::size_t sectors = 0;
  std::size_t clusters = 0;
};
breaker_counts count_breakers(const std::vector<circuit>& not_closed);

} // namespace mesh::console
