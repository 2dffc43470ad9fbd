#pragma once
#include <optional>

#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh::console {

/// T5: agents join and leave. The command ends when all have, or after
/// `timeout_ms` (empty: as long as that may take).
struct grow_command {
  int agents = 1;
  std::optional<agent_class> cls;
  scope where;
  std::optional<double> timeout_ms;
};

} // namespace mesh::console
