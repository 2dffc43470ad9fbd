#pragma once
#include <optional>

#include "messages/conflict.hpp"
#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh::console {

/// K1, K4: the log of conflicts.
struct conflicts_command {
  scope where;
  std::optional<conflict_type> type;
  std::optional<double> since_ms;
  int priority = 0; // and above
  bool unresolved = false;
  int limit = 20; // 0: all
};

} // namespace mesh::console
