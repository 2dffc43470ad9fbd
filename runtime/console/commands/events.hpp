#pragma once
#include <optional>
#include <string>

#include "messages/ids.hpp"

namespace mesh::console {

/// F1-F6, B2, R2: what happened and what was done, newest first.
struct events_command {
  scope where;
  std::string cls;  // empty: of all classes
  std::string host; // empty: of all hosts, and of none
  std::optional<double> since_ms;
  int limit = 20; // 0: all
};

} // namespace mesh::console
