#pragma once
#include <optional>

#include "messages/ids.hpp"

namespace mesh::console {

struct drain_command {
  scope where;
  std::optional<double> timeout_ms;
};

} // namespace mesh::console
