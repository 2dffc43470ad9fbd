#pragma once
#include <optional>

#include "messages/ids.hpp"

namespace mesh::console {

/// Z4: of an agent or a cluster.
struct history_command {
  scope who;
  std::optional<double> since_ms;
};

} // namespace mesh::console
