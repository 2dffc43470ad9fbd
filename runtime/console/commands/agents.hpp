#pragma once
#include <optional>
#include <string>

#include "messages/ids.hpp"
#include "messages/vocabulary.hpp"

namespace mesh::console {

struct agents_command {
  scope where;
  std::optional<agent_class> cls;
  std::string capability;
  std::optional<agent_state> state;
  int limit = 20; // 0: all
};

} // namespace mesh::console
